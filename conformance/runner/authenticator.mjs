import { createECDH, createHash, createPrivateKey, sign } from 'node:crypto';

/**
 * A small authenticator in software (WebAuthn, section 6): ES256 keys and attestation "none". Its keys follow
 * from a name, and its signatures always have the same length, so that what two servers store and are sent can be
 * compared.
 *
 * @typedef {{
 *   origin?: string, type?: string, challenge?: string, rpId?: string,
 *   flags?: number, counter?: number, aaguid?: string, transports?: any,
 *   packed?: boolean, signedBy?: string, broken?: boolean, id?: string,
 * }} Deviation what differs from an ordinary answer
 */

const origin = 'http://localhost:3000';

/** Flags of authenticator data. */
export const present = 0x01;
export const verified = 0x04;
export const eligible = 0x08;
export const backedUp = 0x10;
const attested = 0x40;

const base64url = (/** @type {Buffer} */ bytes) => bytes.toString('base64url');
const sha256 = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest();

/** @param {string} name @returns {{id: Buffer, x: Buffer, y: Buffer, key: import('node:crypto').KeyObject}} */
function keyOf(name) {
  const pair = createECDH('prime256v1');
  const secret = sha256(`key of ${name}`);
  pair.setPrivateKey(secret);
  const point = pair.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)];
  const jwk = { kty: 'EC', crv: 'P-256', d: base64url(secret), x: base64url(x), y: base64url(y) };
  return { id: sha256(`id of ${name}`), x, y, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

/** @param {string} name @returns {string} the id of the credential, as servers store it */
export const credentialId = (name) => base64url(keyOf(name).id);

/** CBOR of a text or of bytes with a length of up to 65535. @param {number} major @param {Buffer} content */
function cbor(major, content) {
  const n = content.length;
  const head = n < 24 ? [major | n] : n < 256 ? [major | 24, n] : [major | 25, n >> 8, n & 255];
  return Buffer.concat([Buffer.from(head), content]);
}
const text = (/** @type {string} */ s) => cbor(0x60, Buffer.from(s));
const bytes = (/** @type {Buffer} */ b) => cbor(0x40, b);

/** A DER signature of 70 bytes, as half of them are. @param {import('node:crypto').KeyObject} key @param {Buffer} data */
function signEvenly(key, data) {
  for (;;) {
    const signature = sign('sha256', data, key);
    if (signature.length === 70) return signature;
  }
}

/** @param {string} type @param {any} options @param {Deviation} how */
const clientData = (type, options, how) =>
  Buffer.from(
    JSON.stringify({
      type: how.type ?? type,
      challenge: how.challenge ?? options.challenge,
      origin: how.origin ?? origin,
      crossOrigin: false,
    }),
  );

/** @param {string} domain @param {number} flags @param {number} counter @param {Buffer[]} more */
function authenticatorData(domain, flags, counter, ...more) {
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(domain), head, ...more]);
}

/**
 * What navigator.credentials.create and startRegistration make of a server's options.
 * @param {string} name of the device
 * @param {any} options PublicKeyCredentialCreationOptionsJSON
 * @param {Deviation} how
 */
export function create(name, options, how = {}) {
  const { id, x, y, key } = keyOf(name);
  const data = clientData('webauthn.create', options, how);
  const cose = Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes(x),
    Buffer.from([0x22]),
    bytes(y),
  ]);
  const aaguid = Buffer.from((how.aaguid ?? '0'.repeat(32)).replaceAll('-', ''), 'hex');
  const flags = (how.flags ?? present | verified) | attested;
  const length = Buffer.from([id.length >> 8, id.length & 255]);
  const auth = authenticatorData(
    how.rpId ?? options.rp.id,
    flags,
    how.counter ?? 0,
    aaguid,
    length,
    id,
    cose,
  );
  const statement = how.packed
    ? Buffer.concat([
        Buffer.from([0xa2]),
        text('alg'),
        Buffer.from([0x26]),
        text('sig'),
        bytes(signEvenly(how.signedBy ? keyOf(how.signedBy).key : key, Buffer.concat([auth, sha256(data)]))),
      ])
    : Buffer.from([0xa0]);
  const attestation = Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text(how.packed ? 'packed' : 'none'),
    text('attStmt'),
    statement,
    text('authData'),
    bytes(auth),
  ]);
  return {
    id: how.id ?? base64url(id),
    rawId: base64url(id),
    response: {
      attestationObject: base64url(attestation),
      clientDataJSON: base64url(data),
      transports: how.transports === undefined ? ['internal', 'hybrid'] : how.transports,
    },
    type: 'public-key',
  };
}

/**
 * What navigator.credentials.get and startAuthentication make of a server's options.
 * @param {string} name of the device
 * @param {any} options PublicKeyCredentialRequestOptionsJSON
 * @param {Deviation} how
 */
export function get(name, options, how = {}) {
  const { id, key } = keyOf(name);
  const data = clientData('webauthn.get', options, how);
  const auth = authenticatorData(how.rpId ?? options.rpId, how.flags ?? present | verified, how.counter ?? 0);
  const signer = how.signedBy ? keyOf(how.signedBy).key : key;
  const signature = signEvenly(signer, Buffer.concat([auth, sha256(data)]));
  if (how.broken) signature[0] ^= 1;
  return {
    id: how.id ?? base64url(id),
    rawId: base64url(id),
    response: {
      authenticatorData: base64url(auth),
      clientDataJSON: base64url(data),
      signature: base64url(signature),
    },
    type: 'public-key',
  };
}
