import { session, signIn, signUp, verified } from '../_people.mjs';

export default {
  title: 'How somebody signed in last, in the database',
  profile: 'last-login-method-stored',
  steps: [
    signUp('ann', { setup: false }),
    session('ann', 'after signing up'),
    verified('ann'),
    {
      does: 'asks for a link',
      jar: 'link',
      post: '/sign-in/magic-link',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    {
      does: 'gets the mail',
      mail: '{{ann}}',
      capture: { token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
    },
    {
      does: 'follows the link',
      jar: 'link',
      get: '/magic-link/verify',
      query: { token: '{{token}}' },
      expect: 200,
    },
    session('link', 'after the link'),
    { does: 'looks at the user', rows: 'user', where: { email: '{{ann}}' } },
    signIn('ann', { setup: false, does: 'ann signs in with the password' }),
    session('ann', 'after the password'),
    {
      does: 'claims a method',
      jar: 'ann',
      post: '/update-user',
      json: { lastLoginMethod: 'passkey' },
      expect: '400 FIELD_NOT_ALLOWED',
    },
  ],
};
