import { begin, enter, withFactor, wrongCode } from '../_factor.mjs';
import { signUp } from '../_people.mjs';

const guess = (/** @type {number} */ number, /** @type {any} */ expect = '401 INVALID_CODE') => ({
  does: `guesses, ${number}`,
  jar: 'phone',
  post: '/two-factor/verify-totp',
  json: (/** @type {any} */ v) => ({ code: wrongCode(v.annURI) }),
  expect,
});
const rows = (/** @type {string} */ when) => ({
  does: `looks at the factor ${when}`,
  rows: 'twoFactor',
  order: 'id',
  where: { userId: '{{annId}}' },
});

export default {
  title: 'Wrong codes end a challenge, and lock an account for a while',
  profile: 'two-factor',
  steps: [
    signUp('ann'),
    ...withFactor('ann'),
    begin('ann', { as: 'phone' }),
    ...[1, 2, 3, 4, 5].map((n) => guess(n)),
    rows('after five'),
    guess(6, '400 TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE'),
    enter('ann', { as: 'phone', does: 'enters the right one, too late', expect: 401 }),
    begin('ann', { as: 'phone', does: 'begins again' }),
    ...[7, 8, 9].map((n) => guess(n)),
    {
      does: 'guesses at a backup code',
      jar: 'phone',
      post: '/two-factor/verify-backup-code',
      json: { code: 'aaaaa-aaaaa' },
      expect: '401 INVALID_BACKUP_CODE',
    },
    rows('after nine'),
    guess(10),
    rows('that is locked'),
    begin('ann', { as: 'phone', does: 'begins while it is locked' }),
    enter('ann', {
      as: 'phone',
      does: 'enters the right one while it is locked',
      expect: '429 ACCOUNT_TEMPORARILY_LOCKED',
    }),
    {
      does: 'uses a backup code while it is locked',
      jar: 'phone',
      post: '/two-factor/verify-backup-code',
      json: (/** @type {any} */ v) => ({ code: v.annCodes[0] }),
      expect: '429 ACCOUNT_TEMPORARILY_LOCKED',
    },
    enter('ann', { does: 'enters a code where ann is signed in' }),
    {
      does: 'the lock runs out',
      setup: true,
      update: 'twoFactor',
      set: { lockedUntil: { ago: 10 } },
      where: { userId: '{{annId}}' },
    },
    guess(11),
    rows('that was locked'),
    enter('ann', { as: 'phone' }),
    rows('at the end'),
  ],
};
