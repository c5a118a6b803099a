import { session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'How somebody signed in last, in a cookie that scripts can read',
  profile: 'last-login-method',
  steps: [
    signUp('ann', { setup: false }),
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
    signIn('ann', { setup: false }),
    {
      does: 'is refused',
      jar: 'ann',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: 'wrong password' },
      expect: 401,
    },
    session('ann'),
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
    { does: 'changes the name', jar: 'link', post: '/update-user', json: { name: 'Ann B' }, expect: 200 },
    {
      does: 'reads the cookie with the official client',
      jar: 'ann',
      plugins: [['lastLoginMethod', {}]],
      client: (/** @type {any} */ c) => [c.getLastUsedLoginMethod(), c.isLastUsedLoginMethod('email')],
    },
  ],
};
