import { createHmac } from 'node:crypto';

const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * An ID token. It is handed over on the back channel, where servers read it without checking the signature.
 * @param {Record<string, any>} user its members become claims
 * @param {string} issuer
 * @param {Record<string, string>} parameters of the authorize request
 */
export function idToken(user, issuer, parameters) {
  const now = Math.floor(Date.now() / 1000);
  const nonce = parameters.nonce && { nonce: parameters.nonce };
  const claims = { iss: issuer, aud: parameters.client_id, iat: now, exp: now + 600, ...nonce, ...user };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', 'provider').update(signed).digest('base64url')}`;
}
