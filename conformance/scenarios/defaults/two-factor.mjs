import { begin, enable, enter, totp, wrongCode } from '../_factor.mjs';
import { password, session, signUp, verified } from '../_people.mjs';

const newPassword = 'another long phrase';
const asks = (/** @type {string} */ does, json = {}) => ({
  does,
  post: '/sign-in/magic-link',
  json: { email: '{{ann}}', ...json },
  expect: 200,
});
const gets = (/** @type {number} */ count) => ({
  does: `gets link ${count}`,
  mail: '{{ann}}',
  count,
  capture: { [`link${count}`]: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
});
const again = { jar: 'thief', post: '/two-factor/verify-totp', json: { code: '{{code}}' }, expect: 200 };

export default {
  title: 'A second factor is asked everywhere, and its codes work once',
  profile: 'two-factor-defaults',
  steps: [
    signUp('ann'),
    verified('ann'),
    enable('ann'),
    { does: 'reads the app', setup: true, let: { code: (/** @type {any} */ v) => totp(v.annURI) } },
    { ...again, does: 'confirms it', setup: true, jar: 'ann' },
    begin('ann', { as: 'phone' }),
    enter('ann', { as: 'phone', does: 'enters the next and trusts', ahead: 1, json: { trustDevice: true } }),
    begin('ann', { as: 'phone', does: 'signs in on the trusted device' }),
    asks('asks for a link'),
    gets(1),
    asks('asks for a link to a page', { callbackURL: '/home' }),
    gets(2),
    {
      does: 'changes the password',
      jar: 'ann',
      post: '/change-password',
      json: { currentPassword: password, newPassword },
      expect: 200,
    },
    begin('ann', { as: 'thief', json: { password: newPassword } }),

    // From here on the two have made different sessions.
    { ...again, does: 'enters the same code again' },
    {
      does: 'follows a link',
      jar: 'mail',
      get: '/magic-link/verify',
      query: { token: '{{link1}}' },
      expect: 200,
    },
    { ...session('mail'), does: 'ann asks for the session of a link' },
    {
      does: 'follows a link to a page',
      jar: 'other',
      get: '/magic-link/verify',
      query: { token: '{{link2}}', callbackURL: '/home' },
      expect: 302,
    },
    { ...session('other'), does: 'ann asks for the session of a page' },
    begin('ann', {
      as: 'phone',
      does: 'signs in with the new password on the trusted device',
      json: { password: newPassword },
    }),
    Array.from({ length: 10 }, (_, index) =>
      enter('ann', {
        does: `guesses where ann is signed in, ${index + 1}`,
        code: wrongCode,
        expect: '401 INVALID_CODE',
      }),
    ),
  ].flat(),
};
