import { bodies, signUp } from '../_people.mjs';

const start = { post: '/sign-in/social' };
const provider = 'gitlab';

export default {
  title: 'Starting a social sign-in',
  profile: 'social',
  steps: [
    ...bodies({ ...start, jar: 'ann' }, [
      ['starts', { provider }, 200],
      ['starts with a callback', { provider, callbackURL: '/home' }, 200],
      [
        'starts with every callback',
        {
          provider,
          callbackURL: 'https://app.example.com/home',
          newUserCallbackURL: '/new',
          errorCallbackURL: '/oops',
        },
        200,
      ],
      ['starts without a redirect', { provider, disableRedirect: true }, 200],
      ['starts with scopes', { provider, scopes: ['read_api', 'read_user', 'email profile'] }, 200],
      ['starts with a hint', { provider, loginHint: 'ann@example.com' }, 200],
      ['starts with further parameters', { provider, additionalParams: { theme: 'dark', x: 'a b&c' } }, 200],
      ['starts with further data', { provider, additionalData: { plan: 'pro', callbackURL: 'x' } }, 200],
      ['starts at GitHub', { provider: 'github', callbackURL: '/home', scopes: ['repo'] }, 200],
      ['starts at Paybin', { provider: 'paybin', callbackURL: '/home' }, 200],
    ]),
    ...bodies(start, [
      ['names an unknown provider', { provider: 'nowhere' }, '404 PROVIDER_NOT_FOUND'],
      ['names a provider that is not configured', { provider: 'google' }, '404 PROVIDER_NOT_FOUND'],
      ['names nothing', {}, '400 VALIDATION_ERROR'],
      ['names a number', { provider: 1 }, '400 VALIDATION_ERROR'],
      ['names an empty provider', { provider: '' }, '404 PROVIDER_NOT_FOUND'],
      ['names a property of objects', { provider: 'constructor' }, '404 PROVIDER_NOT_FOUND'],
      ['gives scopes as a string', { provider, scopes: 'email' }, '400 VALIDATION_ERROR'],
      ['gives disableRedirect as a string', { provider, disableRedirect: 'true' }, '400 VALIDATION_ERROR'],
      ['takes over the state', { provider, additionalParams: { state: 'x' } }, 400],
      [
        'takes over the redirect',
        { provider, additionalParams: { redirect_uri: 'https://evil.example.org' } },
        400,
      ],
      [
        'gives parameters that are no strings',
        { provider, additionalParams: { a: 1 } },
        '400 VALIDATION_ERROR',
      ],
      [
        'goes to a stranger',
        { provider, callbackURL: 'https://evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
      [
        'sends errors to a stranger',
        { provider, errorCallbackURL: 'https://evil.example.org' },
        '403 INVALID_ERROR_CALLBACK_URL',
      ],
      [
        'sends new users to a stranger',
        { provider, newUserCallbackURL: '//evil.example.org' },
        '403 INVALID_NEW_USER_CALLBACK_URL',
      ],
      [
        'brings an ID token the provider cannot check',
        { provider, idToken: { token: 'x' } },
        '404 ID_TOKEN_NOT_SUPPORTED',
      ],
      ['brings a malformed ID token', { provider, idToken: 'x' }, '400 VALIDATION_ERROR'],
    ]),
    { does: 'sends a form', ...start, form: { provider }, expect: '415 UNSUPPORTED_MEDIA_TYPE' },
    { does: 'sends no body', ...start, expect: '400 VALIDATION_ERROR' },
    { does: 'gets it', get: '/sign-in/social', expect: 404 },
    signUp('bob'),
    {
      does: 'comes from elsewhere with a cookie',
      jar: 'bob',
      ...start,
      headers: { origin: 'https://evil.example.org' },
      json: { provider },
      expect: '403 INVALID_ORIGIN',
    },
  ],
};
