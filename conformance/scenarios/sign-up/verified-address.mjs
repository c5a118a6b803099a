import { password, session, signIn } from '../_people.mjs';

const signUp = (/** @type {string} */ does, /** @type {any} */ json = {}) => ({
  does,
  jar: 'ann',
  post: '/sign-up/email',
  json: { name: 'Ann', email: '{{ann}}', password, ...json },
  expect: 200,
});

export default {
  title: 'requireEmailVerification: no session before the mail was answered',
  profile: 'require-verification',
  steps: [
    signUp('signs up', { callbackURL: '/welcome?from=mail' }),
    session('ann', 'and has none'),
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url' } },
    {
      does: 'signs in too early',
      jar: 'ann',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      expect: '403 EMAIL_NOT_VERIFIED',
    },
    { does: 'gets a second mail', mail: '{{ann}}', count: 2 },
    {
      does: 'signs in too early with a wrong password',
      jar: 'ann',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: 'wrong password' },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
    { does: 'gets no third mail', mail: '{{ann}}', count: 2 },
    signUp('signs up with a taken address', { name: 'Eve' }),
    { does: 'gets no mail for that', mail: '{{ann}}', count: 2 },
    { does: 'follows the link', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'after verifying'),
    { does: 'follows the link again', jar: 'ann', get: '{{link}}', expect: 302 },
    { does: 'is verified', rows: 'user', where: { email: '{{ann}}' } },
    signIn('ann', { setup: false }),
    session('ann', 'at last'),
  ],
};
