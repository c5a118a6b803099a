import { becomes } from '../_admin.mjs';
import { password, signUp } from '../_people.mjs';

const known = 'known to everybody';

/** @param {string} does @param {string} post @param {any} json @param {string | number} expect @param {any} [more] */
const step = (does, post, json, expect, more = {}) => ({ does, post, json, expect, ...more });

/** @param {string} word @param {string | number} expect */
const signsUp = (word, expect) =>
  step(`signs up with ${word}`, '/sign-up/email', { name: 'Bob', email: '{{bob}}', password: word }, expect);

export default {
  title: 'Passwords that others have lost',
  profile: 'known-passwords',
  steps: [
    signUp('ann'),
    signsUp(known, '400 PASSWORD_COMPROMISED'),
    signsUp('known confusingly', 500),
    signsUp('known no more', 500),
    signsUp('short', '400 PASSWORD_TOO_SHORT'),
    signsUp('known as padding', 200),
    step(
      'signs up again with a known one',
      '/sign-up/email',
      { name: 'Bob', email: '{{bob}}', password: known },
      '422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
    ),
    step('signs in with a known one', '/sign-in/email', { email: '{{ann}}', password: known }, 401),
    step(
      'changes to a known one',
      '/change-password',
      { currentPassword: password, newPassword: known },
      '400 PASSWORD_COMPROMISED',
      { jar: 'ann' },
    ),
    step(
      'changes with the wrong password',
      '/change-password',
      { currentPassword: 'wrong password', newPassword: known },
      '400 PASSWORD_COMPROMISED',
      { jar: 'ann' },
    ),
    step('asks for a reset link', '/request-password-reset', { email: '{{ann}}' }, 200),
    {
      does: 'reads the link',
      mail: '{{ann}}',
      capture: { token: (/** @type {any} */ mail) => mail.url.match(/reset-password\/([^?]+)/)[1] },
    },
    step(
      'resets to a known one',
      '/reset-password',
      { token: '{{token}}', newPassword: known },
      '400 PASSWORD_COMPROMISED',
    ),
    step(
      'resets to another',
      '/reset-password',
      { token: '{{token}}', newPassword: 'quite another one' },
      200,
    ),
    step('asks for a code', '/email-otp/request-password-reset', { email: '{{ann}}' }, 200),
    { does: 'reads the code', mail: '{{ann}}', count: 2, capture: { otp: 'otp' } },
    step(
      'resets by a code to a known one',
      '/email-otp/reset-password',
      { email: '{{ann}}', otp: '{{otp}}', password: known },
      '400 PASSWORD_COMPROMISED',
    ),
    step(
      'resets by a wrong code to a known one',
      '/email-otp/reset-password',
      { email: '{{ann}}', otp: 'wrong', password: known },
      '400 INVALID_OTP',
    ),
    becomes('ann', 'admin'),
    step(
      'makes a user with a known one',
      '/admin/create-user',
      { name: 'Cid', email: '{{cid}}', password: known, role: 'user' },
      '400 PASSWORD_COMPROMISED',
      { jar: 'ann' },
    ),
    step(
      'gives a user a known one',
      '/admin/set-user-password',
      { userId: '{{annId}}', newPassword: known },
      '400 PASSWORD_COMPROMISED',
      { jar: 'ann' },
    ),
    { does: 'finds no user of these', rows: 'user', where: { email: '{{cid}}' } },
  ],
};
