import { begin, withFactor } from '../_factor.mjs';
import { session, signUp } from '../_people.mjs';

const use = (
  /** @type {string} */ does,
  /** @type {number} */ index,
  /** @type {any} */ expect,
  json = {},
) => ({
  does,
  jar: 'phone',
  post: '/two-factor/verify-backup-code',
  json: (/** @type {any} */ v) => ({ code: v.annCodes[index], ...json }),
  expect,
});
const wrong = (/** @type {string} */ does, /** @type {string} */ code) => ({
  ...use(does, 0, '401 INVALID_BACKUP_CODE'),
  json: { code },
});

export default {
  title: 'Signing in with backup codes',
  profile: 'two-factor',
  steps: [
    signUp('ann'),
    ...withFactor('ann'),
    use('uses one without a challenge', 0, '401 INVALID_TWO_FACTOR_COOKIE'),
    begin('ann', { as: 'phone' }),
    wrong('uses a code that is none', 'aaaaa-aaaaa'),
    wrong('uses an empty code', ''),
    use('uses the first', 0, 200),
    session('phone', 'signed in'),
    begin('ann', { as: 'phone', does: 'begins again' }),
    use('uses the first again', 0, '401 INVALID_BACKUP_CODE'),
    use('uses the second and trusts', 1, 200, { trustDevice: true }),
    begin('ann', { as: 'phone', does: 'signs in on the trusted device' }),
    {
      does: 'clears the browser',
      jar: 'phone',
      cookies: { 'better-auth.trust_device': null, 'better-auth.session_token': null },
    },
    begin('ann', { as: 'phone', does: 'begins a third time' }),
    use('uses the third for no session', 2, 200, { disableSession: true }),
    session('phone', 'with no session'),
    use('uses the fourth in the same challenge', 3, '401 INVALID_TWO_FACTOR_COOKIE'),
  ],
};
