import { begin, enable, enter, wrongCode } from '../_factor.mjs';
import { password, signUp } from '../_people.mjs';

/**
 * Each server reads and completes what the other has written of a second factor.
 * @param {string} makes @param {string} uses @param {string} who
 */
const crosses = (makes, uses, who) => {
  const id = { 'body.user.id': `{{${who}Id}}` };
  const asked = { 'body.twoFactorRedirect': true };
  const [phone, tablet] = [`${who}Phone`, `${who}Tablet`];
  /** @type {(on: string, does: string, jar: string, path: string, json: any, expect: any, more?: any) => any} */
  const post = (on, does, jar, path, json, expect, more = {}) => ({
    does: `${on}: ${who} ${does}`,
    on,
    jar,
    post: `/two-factor/${path}`,
    json,
    expect,
    ...more,
  });
  const code =
    (/** @type {number} */ index, codes = `${who}Codes`) =>
    (/** @type {any} */ v) => ({
      code: v[codes][index],
    });
  const starts = (
    /** @type {string} */ on,
    /** @type {string} */ as,
    /** @type {string} */ when,
    check = asked,
  ) => ({
    ...begin(who, { as, does: `${on}: ${as} ${when}` }),
    on,
    check,
  });
  return [
    { ...signUp(who, { does: `${who} signs up on ${makes}` }), on: makes },
    { ...enable(who, { does: `${makes}: ${who} begins`, setup: false }), on: makes },
    { ...enter(who, { does: `${uses}: ${who} confirms` }), on: uses },
    {
      does: `${makes} knows the factor of ${who}`,
      on: makes,
      jar: who,
      get: '/get-session',
      expect: 200,
      check: { 'body.user.twoFactorEnabled': true },
    },
    post(uses, 'asks for the URI', who, 'get-totp-uri', { password }, 200),
    starts(makes, phone, 'begins'),
    {
      ...enter(who, {
        as: phone,
        does: `${uses}: ${phone} guesses`,
        code: wrongCode,
        expect: '401 INVALID_CODE',
      }),
      on: uses,
    },
    {
      ...enter(who, {
        as: phone,
        ahead: 1,
        does: `${uses}: ${phone} enters the code`,
        json: { trustDevice: true },
      }),
      on: uses,
      check: id,
    },
    starts(makes, phone, 'is trusted', /** @type {any} */ (id)),
    starts(uses, phone, 'is trusted again', /** @type {any} */ (id)),
    starts(uses, tablet, 'begins'),
    post(
      makes,
      'guesses at a backup code',
      tablet,
      'verify-backup-code',
      { code: 'aaaaa-aaaaa' },
      '401 INVALID_BACKUP_CODE',
    ),
    post(makes, 'uses a backup code', tablet, 'verify-backup-code', code(0), 200, { check: id }),
    starts(makes, tablet, 'begins again'),
    post(uses, 'uses it again', tablet, 'verify-backup-code', code(0), '401 INVALID_BACKUP_CODE'),
    post(uses, 'uses another', tablet, 'verify-backup-code', code(1), 200, { check: id }),
    starts(uses, tablet, 'begins a third time'),
    post(makes, 'asks for a code', tablet, 'send-otp', {}, 200),
    {
      does: `${makes}: ${who} gets the code`,
      on: makes,
      mail: `{{${who}}}`,
      capture: { sent: (/** @type {any} */ mail) => mail.otp },
    },
    post(uses, 'guesses at it', tablet, 'verify-otp', { code: 'wrong' }, '401 INVALID_CODE'),
    post(makes, 'guesses at it', tablet, 'verify-otp', { code: 'wrong' }, '401 INVALID_CODE'),
    post(uses, 'enters it', tablet, 'verify-otp', { code: '{{sent}}' }, 200, { check: id }),
    post(uses, 'makes new codes', tablet, 'generate-backup-codes', { password }, 200, {
      capture: { fresh: 'body.backupCodes' },
    }),
    post(makes, 'uses a new code', tablet, 'verify-backup-code', code(0, 'fresh'), 200),
    post(uses, 'ends it', tablet, 'disable', { password }, 200),
    starts(makes, `${who}Desk`, 'signs in without', /** @type {any} */ (id)),
  ];
};

export default {
  title: 'A second factor that one server made is asked and answered on the other',
  profile: 'together',
  together: 'reference',
  steps: [...crosses('reference', 'lyceum', 'ann'), ...crosses('lyceum', 'reference', 'bob')],
};
