import { session, signUp, verified } from '../_people.mjs';

export default {
  title: 'disableSignUp, hashed tokens and their lifetime are options',
  profile: 'magic-link-options',
  steps: [
    {
      does: 'asks as a stranger',
      post: '/sign-in/magic-link',
      json: { email: '{{nobody}}', errorCallbackURL: '/oops' },
      expect: 200,
    },
    { does: 'a stranger gets a mail', mail: '{{nobody}}', capture: { link: 'url' } },
    { does: 'a stranger follows it', jar: 'nobody', get: '{{link}}', expect: 302 },
    session('nobody'),
    signUp('ann'),
    verified('ann'),
    {
      does: 'asks',
      post: '/sign-in/magic-link',
      json: { email: '{{ann}}', callbackURL: '/home' },
      expect: 200,
    },
    {
      does: 'gets a mail',
      mail: '{{ann}}',
      capture: {
        link: 'url',
        token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token'),
      },
    },
    { does: 'is not stored plainly', rows: 'verification', where: { identifier: 'magic-link:{{token}}' } },
    { does: 'follows it', jar: 'phone', get: '{{link}}', expect: 302 },
    session('phone', 'by a hashed token'),
  ],
};
