import { password, session, signUp, verified } from '../_people.mjs';

const send = (/** @type {string} */ does, /** @type {string} */ email) => ({
  does,
  post: '/sign-in/magic-link',
  json: { email, name: 'Another name', callbackURL: '/home', newUserCallbackURL: '/new' },
  expect: 200,
});

export default {
  title: 'A known user by a link: what was not proven before does not survive',
  profile: 'magic-link',
  steps: [
    signUp('ann'),
    verified('ann'),
    send('asks as a verified user', '{{ann}}'),
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url' } },
    { does: 'follows the link', jar: 'phone', get: '{{link}}', expect: 302 },
    session('phone', 'of the verified user'),
    session('ann', 'that was there before'),
    { does: 'lists accounts', jar: 'phone', get: '/list-accounts', expect: 200 },
    signUp('bob'),
    send('asks for an unverified user', '{{bob}}'),
    { does: 'bob gets a mail', mail: '{{bob}}', capture: { link: 'url' } },
    { does: 'bob follows the link', jar: 'tablet', get: '{{link}}', expect: 302 },
    session('tablet', 'of the user who is verified now'),
    session('bob', 'that was never proven'),
    { does: 'lists no accounts', jar: 'tablet', get: '/list-accounts', expect: 200 },
    {
      does: 'signs in with the password of before',
      post: '/sign-in/email',
      json: { email: '{{bob}}', password },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
    { does: 'looks at the stored user', rows: 'user', where: { id: '{{bobId}}' } },
  ],
};
