import { createHmac } from 'node:crypto';
import { password } from './_people.mjs';

/** Steps around a second factor, and the authenticator app that a person has. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** @param {string} text base32 without padding */
function decode(text) {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/**
 * The code that an app shows for what it has read (RFC 6238).
 * @param {string} uri otpauth://…
 * @param {number} [ahead] steps by which the app's clock is ahead
 */
export function totp(uri, ahead = 0) {
  const query = new URL(uri).searchParams;
  const period = Number(query.get('period') ?? 30);
  const digits = Number(query.get('digits') ?? 6);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / period) + ahead));
  const sum = createHmac('sha1', decode(query.get('secret') ?? ''))
    .update(counter)
    .digest();
  const number = sum.readUInt32BE(sum[sum.length - 1] & 15) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** A code that is right at no step near this one. @param {string} uri */
export function wrongCode(uri) {
  const near = [-3, -2, -1, 0, 1, 2, 3].map((ahead) => totp(uri, ahead));
  return ['111111', '222222', '333333', '444444'].find((code) => !near.includes(code)) ?? '555555';
}

/** The variables of a person's factor. @param {string} who */
export const enrolled = (who) => ({ [`${who}URI`]: 'body.totpURI', [`${who}Codes`]: 'body.backupCodes' });

/** @param {string} who @param {Record<string, any>} [more] */
export const enable = (who, { json = {}, ...more } = {}) => ({
  does: `${who} begins to use a second factor`,
  setup: true,
  jar: who,
  post: '/two-factor/enable',
  json: { password, ...json },
  expect: 200,
  capture: enrolled(who),
  ...more,
});

/**
 * @param {string} who
 * @param {Record<string, any>} [more] keys of the step; `ahead` is that of totp, `code` a function of the URI instead
 */
export const enter = (who, more = {}) => {
  const { ahead = 0, as = who, json = {}, code, ...step } = more;
  const shown = code ?? ((/** @type {string} */ uri) => totp(uri, ahead));
  return {
    does: `${as} enters a code`,
    jar: as,
    post: '/two-factor/verify-totp',
    json: (/** @type {any} */ v) => ({ code: shown(v[`${who}URI`]), ...json }),
    expect: 200,
    ...step,
  };
};

/** Somebody with a second factor. @param {string} who @returns {any[]} */
export const withFactor = (who) => [enable(who), enter(who, { does: `${who} confirms it`, setup: true })];

/** @param {string} who @param {Record<string, any>} [more] */
export const begin = (who, { as = who, json = {}, ...more } = /** @type {any} */ ({})) => ({
  does: `${as} begins to sign in`,
  jar: as,
  post: '/sign-in/email',
  json: { email: `{{${who}}}`, password, ...json },
  expect: 200,
  ...more,
});
