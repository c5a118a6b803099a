import { bodies } from '../_people.mjs';

const email = '{{nobody}}';
const verify = (/** @type {string} */ does, /** @type {any} */ query, /** @type {any} */ expect = 302) => ({
  does,
  get: '/magic-link/verify',
  query,
  expect,
});

export default {
  title: 'Links that do not work, and requests that do not either',
  profile: 'magic-link',
  steps: [
    ...bodies({ post: '/sign-in/magic-link' }, [
      ['sends nothing', {}, '400 VALIDATION_ERROR'],
      ['sends a bad address', { email: 'x' }, '400 VALIDATION_ERROR'],
      ['sends a number', { email: 1 }, '400 VALIDATION_ERROR'],
      ['sends a number for the name', { email, name: 1 }, '400 VALIDATION_ERROR'],
      ['sends text for metadata', { email, metadata: 'x' }, '400 VALIDATION_ERROR'],
      ['goes to a stranger', { email, callbackURL: 'https://evil.example.org' }, '403 INVALID_CALLBACK_URL'],
      [
        'sends errors to a stranger',
        { email, errorCallbackURL: '//evil.example.org' },
        '403 INVALID_ERROR_CALLBACK_URL',
      ],
      [
        'sends new users to a stranger',
        { email, newUserCallbackURL: '/\\evil.example.org' },
        '403 INVALID_NEW_USER_CALLBACK_URL',
      ],
    ]),
    { does: 'sends no body', post: '/sign-in/magic-link', expect: '400 VALIDATION_ERROR' },
    {
      does: 'sends a form',
      post: '/sign-in/magic-link',
      form: { email },
      expect: '415 UNSUPPORTED_MEDIA_TYPE',
    },
    {
      does: 'comes from a stranger',
      post: '/sign-in/magic-link',
      headers: { origin: 'https://evil.example.org' },
      json: { email },
      expect: '403 INVALID_ORIGIN',
    },
    {
      does: 'navigates across sites',
      post: '/sign-in/magic-link',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      json: { email },
      expect: 403,
    },
    { does: 'gets it', get: '/sign-in/magic-link', expect: 404 },
    { does: 'nobody gets a mail', mail: '{{nobody}}', count: 0 },
    verify('brings no token', {}, '400 VALIDATION_ERROR'),
    verify('brings an empty token', { token: '' }),
    verify('brings an unknown token', { token: 'unknown' }),
    verify('brings an unknown token and a callback', { token: 'unknown', callbackURL: '/home?x=1#top' }),
    verify('brings an unknown token and an error page', {
      token: 'unknown',
      callbackURL: '/home',
      errorCallbackURL: '/oops?x=1',
    }),
    verify('brings an unknown token and a trusted error page', {
      token: 'unknown',
      errorCallbackURL: 'https://app.example.com/oops',
    }),
    verify('brings an unknown token and a new-user page', { token: 'unknown', newUserCallbackURL: '/new' }),
    verify(
      'brings a token to a stranger',
      { token: 'unknown', callbackURL: 'https://evil.example.org' },
      '403 INVALID_CALLBACK_URL',
    ),
    verify(
      "brings a token to a stranger's error page",
      { token: 'unknown', errorCallbackURL: 'https://evil.example.org' },
      403,
    ),
    verify(
      "brings a token to a stranger's new-user page",
      { token: 'unknown', newUserCallbackURL: 'https://evil.example.org' },
      403,
    ),
    {
      does: 'brings a token twice',
      get: '/magic-link/verify?token=a&token=b',
      expect: '400 VALIDATION_ERROR',
    },
    { does: 'posts a token', post: '/magic-link/verify', json: { token: 'x' }, expect: 404 },
  ],
};
