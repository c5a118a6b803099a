import { createHash } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair, importJWK } from 'jose';
import { supportsIdTokenSignIn, verifyProviderIdToken } from '@better-auth/core/oauth2';
import { socialProviders } from '@better-auth/core/social-providers';
import { network } from './network.mjs';

const personal = '9188040d-6c67-4c5b-b112-36a304b66dad';
const tenant = '11111111-2222-3333-4444-555555555555';
const microsoft = 'https://login.microsoftonline.com';

/** Who issues the tokens of a provider, and what they say besides. @type {Record<string, {options: any, iss: string, claims?: any}[]>} */
const providers = {
  apple: [
    { options: {}, iss: 'https://appleid.apple.com' },
    { options: { appBundleIdentifier: 'com.example.app' }, iss: 'https://appleid.apple.com' },
    { options: { audience: ['com.example.app', 'client-id'] }, iss: 'https://appleid.apple.com' },
  ],
  cognito: [
    {
      options: { domain: 'x.example.com', region: 'eu-west-1', userPoolId: 'pool' },
      iss: 'https://cognito-idp.eu-west-1.amazonaws.com/pool',
    },
  ],
  facebook: [{ options: {}, iss: 'https://www.facebook.com' }],
  google: [
    { options: {}, iss: 'https://accounts.google.com' },
    { options: { hd: 'example.com' }, iss: 'accounts.google.com', claims: { hd: 'example.com' } },
    { options: { hd: 'example.com' }, iss: 'accounts.google.com', claims: { hd: 'other.com' } },
    { options: { hd: '*' }, iss: 'accounts.google.com' },
    { options: { disableIdTokenSignIn: true }, iss: 'https://accounts.google.com' },
    { options: { clientId: ['other', 'client-id'] }, iss: 'https://accounts.google.com' },
  ],
  microsoft: [
    ['common', tenant],
    ['common', personal],
    ['organizations', tenant],
    ['organizations', personal],
    ['consumers', tenant],
    ['consumers', personal],
    [tenant, tenant],
    [tenant, personal],
  ].map(([tenantId, tid]) => ({ options: { tenantId }, iss: `${microsoft}/${tid}/v2.0`, claims: { tid } })),
  github: [{ options: {}, iss: 'https://github.com' }],
};

const hex = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');

/**
 * Tokens, each with one thing wrong or right about it.
 * @param {number} now in seconds
 * @returns {Record<string, {claims?: any, sign?: any, nonce?: string}>}
 */
const tokens = (now) => ({
  'as it should be': {},
  'for several': { claims: { aud: ['someone', 'client-id'] } },
  'for nobody': { claims: { aud: undefined } },
  'for somebody else': { claims: { aud: 'someone' } },
  'for the bundle': { claims: { aud: 'com.example.app' } },
  'by somebody else': { claims: { iss: 'https://evil.example.com' } },
  'by nobody': { claims: { iss: undefined } },
  'without a subject': { claims: { sub: undefined } },
  'without a date': { claims: { iat: undefined } },
  'without an end': { claims: { exp: undefined } },
  'with an end that is text': { claims: { exp: String(now + 600) } },
  'over for less than the tolerance': { claims: { exp: now - 29 } },
  'over for the tolerance': { claims: { exp: now - 30 } },
  'over for long': { claims: { exp: now - 600 } },
  'an hour old, within the tolerance': { claims: { iat: now - 3630 } },
  'older than an hour': { claims: { iat: now - 3631 } },
  'from the near future': { claims: { iat: now + 30 } },
  'from the future': { claims: { iat: now + 31 } },
  'valid soon': { claims: { nbf: now + 30 } },
  'valid later': { claims: { nbf: now + 31 } },
  'with the nonce': { claims: { nonce: 'nonce-1' }, nonce: 'nonce-1' },
  'with another nonce': { claims: { nonce: 'nonce-2' }, nonce: 'nonce-1' },
  'with the hashed nonce': { claims: { nonce: hex('nonce-1') }, nonce: 'nonce-1' },
  'without the nonce': { nonce: 'nonce-1' },
  'with a nonce nobody asked for': { claims: { nonce: 'nonce-2' } },
  'signed with another algorithm': { sign: { alg: 'PS256', kid: 'key-1' } },
  'signed with the secret': { sign: { alg: 'HS256', kid: 'key-1' } },
  'signed with another key': { sign: { alg: 'RS256', kid: 'key-1', key: 'stranger' } },
  'signed with the second key': { sign: { alg: 'RS256', kid: 'key-2', key: 'second' } },
  'signed with an unknown key': { sign: { alg: 'RS256', kid: 'key-9' } },
});

/** What further configurations of a provider are tried with. */
const few = [
  'as it should be',
  'for the bundle',
  'for somebody else',
  'by somebody else',
  'signed with an unknown key',
];

/** @param {number} milliseconds */
export async function recordIdTokens(milliseconds) {
  const now = milliseconds / 1000;
  /** @type {Record<string, any>} */
  const privateKeys = {};
  for (const name of ['first', 'second', 'stranger']) {
    privateKeys[name] = await exportJWK((await generateKeyPair('RS256', { extractable: true })).privateKey);
  }
  const published = (/** @type {string} */ name, /** @type {string} */ kid) => {
    const { kty, n, e } = privateKeys[name];
    return { kty, n, e, kid, alg: 'RS256', use: 'sig' };
  };
  const keys = {
    keys: [
      published('first', 'key-1'),
      published('second', 'key-2'),
      { kty: 'oct', kid: 'key-3', k: 'AAAA' },
    ],
  };
  const cases = [];
  for (const [id, list] of Object.entries(providers)) {
    for (const [i, { options, iss, claims = {} }] of list.entries()) {
      const all = { clientId: 'client-id', clientSecret: 'secret', ...options };
      const provider = /** @type {any} */ (socialProviders)[id](all);
      const verdicts = [];
      for (const [name, given] of Object.entries(tokens(now))) {
        if (i > 0 && !few.includes(name)) continue;
        const payload = {
          iss,
          sub: 'subject-1',
          aud: 'client-id',
          iat: now - 60,
          exp: now + 600,
          ...claims,
          ...given.claims,
        };
        const token = await signed(payload, given.sign ?? { alg: 'RS256', kid: 'key-1' }, privateKeys);
        verdicts.push(await judged(provider, name, token, given.nonce, keys));
      }
      for (const [name, token] of Object.entries({
        unsigned: `${part({ alg: 'none' })}.${part({ iss, sub: 's', aud: 'client-id', iat: now, exp: now + 600 })}.`,
        opaque: 'EAAGm0PX4ZCps',
        'two parts': 'a.b',
        'three parts of nothing': 'a.b.c',
        empty: '',
      })) {
        verdicts.push(await judged(provider, name, token, undefined, keys));
      }
      cases.push({ id, options: all, supported: supportsIdTokenSignIn(provider), verdicts });
    }
  }
  return { now: milliseconds, keys, cases };
}

const part = (/** @type {unknown} */ value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** @param {any} payload @param {any} sign @param {Record<string, any>} keys */
async function signed(payload, { alg, kid, key = 'first' }, keys) {
  const secret =
    alg === 'HS256' ? new TextEncoder().encode('secret'.repeat(8)) : await importJWK(keys[key], alg);
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(secret);
}

/** @param {any} provider @param {string} name @param {string} token @param {string | undefined} nonce @param {any} keys */
async function judged(provider, name, token, nonce, keys) {
  network(Array.from({ length: 9 }, () => ({ json: keys })));
  return { name, token, nonce, accepted: await verifyProviderIdToken(provider, token, nonce) };
}
