import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const id = newSubject();

export default {
  title: 'Signing in through a provider, first and again',
  profile: 'social',
  steps: [
    round('ann', {
      as: profile('ann', { id }),
      start: { callbackURL: '/home?a=b', newUserCallbackURL: '/welcome' },
    }),
    { does: 'asked the provider', provider: true },
    session('ann', 'as a new user'),
    { does: 'follows the callback again', jar: 'ann', get: '{{callback}}', expect: 302 },
    {
      does: 'lists its accounts',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { annId: 'body.0.userId' },
    },
    { does: 'looks at the stored user', rows: 'user', where: { id: '{{annId}}' } },
    { does: 'looks at the stored account', rows: 'account', where: { userId: '{{annId}}' } },
    round('phone', {
      as: profile('ann', { id, name: 'Another name', email: 'moved.{{ann}}' }),
      start: { newUserCallbackURL: '/welcome' },
    }),
    session('phone', 'as a known user'),
    { does: 'looks at the account again', rows: 'account', where: { userId: '{{annId}}' } },
    { does: 'has two sessions', rows: 'session', where: { userId: '{{annId}}' } },
    round('bob', {
      as: profile('bob', { id: newSubject(), email_verified: false, name: '', avatar_url: null }),
      start: { callbackURL: 'https://app.example.com/in' },
    }),
    session('bob', 'unverified and without a name'),
    {
      does: 'bob tries a password',
      post: '/sign-in/email',
      json: { email: '{{bob}}', password: 'any password' },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
    round('cid', {
      as: profile('cid', { id: newSubject(), email: 'UPPER.{{cid}}' }),
      grant: { scope: 'read_user email', refresh: false, expiresIn: 0 },
    }),
    session('cid', 'with a lower-cased address'),
    { does: 'cid lists accounts', jar: 'cid', get: '/list-accounts', expect: 200 },
  ],
};
