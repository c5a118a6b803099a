import { session } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token');
const send = (/** @type {string} */ does, /** @type {any} */ json) => ({
  does,
  post: '/sign-in/magic-link',
  json,
  expect: 200,
});

export default {
  title: 'A link by mail makes a user and signs in, once',
  profile: 'magic-link',
  steps: [
    send('asks for a link', {
      email: '{{ann}}',
      name: 'Ann <b>',
      callbackURL: '/home?x=1',
      newUserCallbackURL: '/welcome',
      errorCallbackURL: '/oops',
      metadata: { from: 'test' },
    }),
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url', token } },
    {
      does: 'looks at the stored token',
      rows: 'verification',
      where: { identifier: 'magic-link:{{token}}' },
    },
    { does: 'there is no user yet', rows: 'user', where: { email: '{{ann}}' } },
    { does: 'follows the link', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'by the link'),
    { does: 'looks at the stored user', rows: 'user', where: { email: '{{ann}}' } },
    { does: 'the token is gone', rows: 'verification', where: { identifier: 'magic-link:{{token}}' } },
    { does: 'follows the link again', jar: 'phone', get: '{{link}}', expect: 302 },
    session('phone', 'by a used link'),
    send('asks for another link', {
      email: '{{ann}}',
      callbackURL: 'https://app.example.com/in',
      newUserCallbackURL: '/welcome',
    }),
    { does: 'gets another mail', mail: '{{ann}}', count: 2, capture: { link: 'url' } },
    { does: 'follows the other link', jar: 'phone', get: '{{link}}', expect: 302 },
    session('phone', 'by the other link'),
    send('asks for a bare link', { email: 'MIXED.{{bob}}' }),
    { does: 'gets a bare mail', mail: 'MIXED.{{bob}}', capture: { link: 'url', token } },
    {
      does: 'brings the token bare',
      jar: 'bob',
      get: '/magic-link/verify',
      query: { token: '{{token}}' },
      expect: 200,
    },
    session('bob', 'of a nameless user'),
    { does: 'lists accounts', jar: 'bob', get: '/list-accounts', expect: 200 },
    send('asks for a link that runs out', { email: '{{cid}}' }),
    { does: 'gets a mail in time', mail: '{{cid}}', capture: { link: 'url', token } },
    {
      does: 'the link runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 5 } },
      where: { identifier: 'magic-link:{{token}}' },
    },
    { does: 'follows it too late', get: '{{link}}', expect: 302 },
    { does: 'cid is nobody', rows: 'user', where: { email: '{{cid}}' } },
  ],
};
