import { signUp } from '../_people.mjs';

/** @param {string} token */
const kid = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()).kid;

const token = (/** @type {string} */ on, /** @type {string} */ when, /** @type {string} */ name) => ({
  does: `${on} signs ${when}`,
  on,
  jar: 'ann',
  get: '/token',
  expect: 200,
  capture: { [name]: (/** @type {any} */ r) => kid(r.body.token) },
});

const same = (/** @type {string} */ one, /** @type {string} */ other, /** @type {string} */ does) => ({
  does,
  on: 'lyceum',
  get: '/jwks',
  expect: 200,
  capture: { agreed: (/** @type {any} */ r) => r.body.keys.length },
  check: { [`body.keys.${one}.kid`]: other },
});

export default {
  title: 'A key that Lyceum made and encrypted signs on the reference, also after a rotation',
  profile: 'together-keys',
  together: 'lyceum',
  own: true,
  steps: [
    { ...signUp('ann'), on: 'lyceum' },
    token('lyceum', 'with a key of its own', 'first'),
    token('reference', 'with that key', 'second'),
    same('0', '{{first}}', 'it is the key of lyceum'),
    same('0', '{{second}}', 'it is the key the reference used'),
    {
      does: 'the key ran out',
      on: 'lyceum',
      setup: true,
      update: 'jwks',
      set: { expiresAt: { ago: 60 } },
      where: { alg: 'EdDSA' },
    },
    token('reference', 'with a key of its own', 'third'),
    // Lyceum takes the table as known for five seconds.
    { does: 'some seconds pass', on: 'lyceum', setup: true, pause: 5200 },
    token('lyceum', 'with the key of the reference', 'fourth'),
    same('1', '{{third}}', 'lyceum publishes the key of the reference'),
    same('1', '{{fourth}}', 'lyceum signed with it'),
    { does: 'there are two keys', on: 'reference', rows: 'jwks', where: { alg: 'EdDSA' } },
    {
      does: 'lyceum publishes both',
      on: 'lyceum',
      get: '/jwks',
      expect: 200,
      capture: { both: 'body' },
    },
    {
      does: 'the reference publishes the same',
      on: 'reference',
      get: '/jwks',
      expect: 200,
      check: { body: '{{both}}' },
    },
  ],
};
