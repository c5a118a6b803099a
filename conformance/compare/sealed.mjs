import {
  constants,
  createDecipheriv,
  createHmac,
  createPublicKey,
  hkdfSync,
  timingSafeEqual,
  verify,
} from 'node:crypto';

/**
 * Values a server signs or encrypts. The runner knows the secret, so it opens them and compares what is
 * inside; the signature itself becomes "valid" or "invalid". Computed here from the format's description, not
 * with the reference's code.
 */

/** @param {string} text @param {string} secret @param {'base64' | 'base64url'} encoding */
export const hmac = (text, secret, encoding) => createHmac('sha256', secret).update(text).digest(encoding);

/** @param {string} text @returns {any} undefined when it is no base64url of JSON */
function decode(text) {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * A signed cookie value, `value.signature` with 44 characters of base64.
 * @param {string} text
 * @param {string} secret
 */
export function openSigned(text, secret) {
  const found = /^(.+)\.([A-Za-z0-9+/]{43}=)$/s.exec(text);
  if (!found) return undefined;
  const [, value, signature] = found;
  return { value, signature: hmac(value, secret, 'base64') === signature ? 'valid' : 'invalid' };
}

/**
 * @param {string} text
 * @param {string} secret for HS256
 * @param {any[]} keys public JWKs for everything else
 */
export function openJWT(text, secret, keys) {
  const parts = text.split('.');
  if (parts.length !== 3) return undefined;
  const header = decode(parts[0]);
  const payload = decode(parts[1]);
  if (typeof header?.alg !== 'string' || payload === undefined) return undefined;
  const signed = `${parts[0]}.${parts[1]}`;
  if (header.alg === 'HS256') {
    const signature = hmac(signed, secret, 'base64url') === parts[2] ? 'valid' : 'by another key';
    return { header, payload, signature };
  }
  const key = keys.find((candidate) => candidate.kid === header.kid);
  const valid = key && verifyJWS(header.alg, signed, Buffer.from(parts[2], 'base64url'), key);
  return { header, payload, signature: valid ? 'valid' : key ? 'invalid' : 'by an unknown key' };
}

/** @param {string} alg @param {string} signed @param {Buffer} signature @param {any} jwk */
function verifyJWS(alg, signed, signature, jwk) {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const data = Buffer.from(signed);
  const hash = `sha${alg.slice(2)}`;
  if (alg === 'EdDSA') return verify(null, data, key, signature);
  if (alg.startsWith('ES')) return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  if (alg.startsWith('PS')) {
    const padding = constants.RSA_PKCS1_PSS_PADDING;
    return verify(hash, data, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature);
  }
  return verify(hash, data, key, signature);
}

/**
 * The compact cookie cache: base64url of `{"session", "expiresAt", "signature"}`.
 * @param {string} text
 * @param {string} secret
 */
export function openCompact(text, secret) {
  const outer = /^[A-Za-z0-9_-]{40,}$/.test(text) ? decode(text) : undefined;
  if (!outer?.session || !outer.signature) return undefined;
  const { session, expiresAt, signature, ...rest } = outer;
  const expected = hmac(JSON.stringify({ ...session, expiresAt }), secret, 'base64url');
  return { session, expiresAt, signature: signature === expected ? 'valid' : 'invalid', ...rest };
}

/**
 * An encrypted cookie: JWE with `dir` and A256CBC-HS512, keyed by HKDF with a salt that says what it is for.
 * @param {string} text
 * @param {string} secret
 */
export function openJWE(text, secret) {
  const parts = text.split('.');
  if (parts.length !== 5) return undefined;
  const header = decode(parts[0]);
  if (header?.alg !== 'dir') return undefined;
  for (const salt of ['better-auth-session', 'better-auth-account']) {
    const key = Buffer.from(hkdfSync('sha256', secret, salt, 'BetterAuth.js Generated Encryption Key', 64));
    const payload = decryptCBC(parts, key);
    if (payload) return { header, salt, payload };
  }
  return { header, salt: 'unknown', payload: undefined };
}

/** @param {string[]} parts @param {Buffer} key 32 bytes for the tag, 32 for the cipher @returns {any} */
function decryptCBC([protectedHeader, , iv, ciphertext, tag], key) {
  const aad = Buffer.from(protectedHeader, 'ascii');
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(aad.length * 8));
  const [vector, sealed, given] = [iv, ciphertext, tag].map((part) => Buffer.from(part, 'base64url'));
  const input = Buffer.concat([aad, vector, sealed, length]);
  const expected = createHmac('sha512', key.subarray(0, 32)).update(input).digest().subarray(0, 32);
  if (given.length !== 32 || !timingSafeEqual(given, expected)) return undefined;
  const cipher = createDecipheriv('aes-256-cbc', key.subarray(32), vector);
  return JSON.parse(Buffer.concat([cipher.update(sealed), cipher.final()]).toString('utf8'));
}
