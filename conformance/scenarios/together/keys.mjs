import { signUp } from '../_people.mjs';

export default {
  title: 'Both servers sign with the same key and publish the same keys',
  profile: 'together',
  together: 'reference',
  own: true,
  steps: [
    { ...signUp('ann'), on: 'reference' },
    {
      does: 'the reference makes the key',
      on: 'reference',
      get: '/jwks',
      expect: 200,
      capture: { keys: 'body' },
    },
    { does: 'lyceum publishes it', on: 'lyceum', get: '/jwks', expect: 200, check: { body: '{{keys}}' } },
    {
      does: 'the reference signs',
      on: 'reference',
      jar: 'ann',
      get: '/token',
      expect: 200,
      capture: { kid: (/** @type {any} */ r) => kid(r.body.token) },
    },
    {
      does: 'lyceum signs',
      on: 'lyceum',
      jar: 'ann',
      get: '/token',
      expect: 200,
      capture: { other: (/** @type {any} */ r) => kid(r.body.token) },
    },
    {
      does: 'it is the same key',
      on: 'lyceum',
      get: '/jwks',
      expect: 200,
      check: { 'body.keys.0.kid': '{{kid}}' },
    },
    {
      does: 'it is the same key for the other',
      on: 'reference',
      get: '/jwks',
      expect: 200,
      check: { 'body.keys.0.kid': '{{other}}' },
    },
    { does: 'there is one key', on: 'reference', rows: 'jwks', where: { alg: 'EdDSA' } },
  ],
};

/** @param {string} token */
function kid(token) {
  return JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()).kid;
}
