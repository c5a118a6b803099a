import { createHmac } from 'node:crypto';
import { secret } from '../targets/settings.mjs';

/**
 * Values an attacker, or a second server with the same secret, could present. Written from the description of
 * the formats, with the secret both servers are given.
 */

/** @param {string} text @param {string} key @param {'base64' | 'base64url'} encoding */
const hmac = (text, key, encoding) => createHmac('sha256', key).update(text).digest(encoding);

/** A signed cookie value as it stands in the Cookie header. @param {string} value @param {string} [key] */
export const signedCookie = (value, key = secret) =>
  encodeURIComponent(`${value}.${hmac(value, key, 'base64')}`);

const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An HS256 JWT. @param {Record<string, any>} claims @param {{key?: string, header?: Record<string, any>}} [how] */
export function jwt(claims, { key = secret, header = { alg: 'HS256' } } = {}) {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${hmac(signed, key, 'base64url')}`;
}

/** @param {number} [offset] seconds from now @returns {number} seconds since 1970 */
export const now = (offset = 0) => Math.floor(Date.now() / 1000) + offset;

/** Opens a compact cache cookie. @param {string} cookie @returns {any} */
export const readCompact = (cookie) =>
  JSON.parse(Buffer.from(decodeURIComponent(cookie), 'base64url').toString('utf8'));

/**
 * A compact cache cookie for a payload, signed.
 * @param {any} session the payload `{session, user, updatedAt, version}`
 * @param {{expiresAt: number, key?: string}} how expiresAt in ms
 */
export function compactCookie(session, { expiresAt, key = secret }) {
  const signature = hmac(JSON.stringify({ ...session, expiresAt }), key, 'base64url');
  return part({ session, expiresAt, signature });
}
