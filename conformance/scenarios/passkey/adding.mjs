import { backedUp, create, eligible, present, verified } from '../../runner/authenticator.mjs';
import { bodies, signUp } from '../_people.mjs';
import { adds, beginAdding, deviceOf, endAdding, triesToAdd, looksAtChallenge } from '../_passkey.mjs';

const failed = '500 FAILED_TO_VERIFY_REGISTRATION';

/** A response with one member replaced. @param {string} when @param {(r: any) => any} change @param {any} expect */
const mangled = (when, change, expect = failed) => [
  beginAdding('ann', { when, setup: true }),
  endAdding('ann', {
    when,
    expect,
    json: (/** @type {any} */ v) => ({ response: change(create(deviceOf(v, 'ann'), v.making)) }),
  }),
];

export default {
  title: 'Adding passkeys',
  profile: 'passkey',
  steps: [
    { does: 'a stranger begins', get: '/passkey/generate-register-options', expect: '401 UNAUTHORIZED' },
    signUp('ann'),
    signUp('bob'),
    beginAdding('ann'),
    looksAtChallenge('looks at the challenge'),
    endAdding('ann', { body: { name: '  My phone ' }, capture: { first: 'body.id' } }),
    endAdding('ann', { when: 'by a used challenge', expect: '400 CHALLENGE_NOT_FOUND' }),
    looksAtChallenge('the challenge is gone'),
    { does: 'looks at the passkey', rows: 'passkey', where: { id: '{{first}}' } },
    beginAdding('ann', {
      when: 'of a platform',
      query: { authenticatorAttachment: 'platform', name: 'Ann on a laptop', context: 'x' },
    }),
    endAdding('ann', {
      when: 'of a platform',
      device: 'laptop',
      how: {
        flags: present | verified | eligible | backedUp,
        counter: 7,
        aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
        transports: null,
      },
    }),
    beginAdding('ann', {
      when: 'oddly',
      query: { authenticatorAttachment: 'moon' },
      expect: '400 VALIDATION_ERROR',
    }),
    beginAdding('ann', { when: 'with empty texts', query: { name: '', context: '' } }),
    looksAtChallenge('looks at the challenge with an empty context'),
    { does: 'lists', jar: 'ann', get: '/passkey/list-user-passkeys', expect: 200 },
    ...triesToAdd('ann', 'without user verification', { device: 'stick', how: { flags: present } }),
    ...triesToAdd('ann', 'attested by itself', { device: 'packed', how: { packed: true } }),
    ...triesToAdd('ann', 'attested by another', {
      device: 'forged',
      how: { packed: true, signedBy: 'somebody else' },
      expect: '400 FAILED_TO_VERIFY_REGISTRATION',
    }),
    ...triesToAdd('ann', 'without user presence', { how: { flags: verified }, expect: failed }),
    ...triesToAdd('ann', 'with impossible flags', { how: { flags: present | backedUp }, expect: failed }),
    ...triesToAdd('ann', 'on another site', { how: { origin: 'https://evil.example' }, expect: failed }),
    ...triesToAdd('ann', 'for another domain', { how: { rpId: 'evil.example' }, expect: failed }),
    ...triesToAdd('ann', 'of another challenge', { how: { challenge: 'A'.repeat(43) }, expect: failed }),
    ...triesToAdd('ann', 'of another ceremony', { how: { type: 'webauthn.get' }, expect: failed }),
    ...triesToAdd('ann', 'with two ids', { how: { id: 'AAAA' }, expect: failed }),
    ...triesToAdd('ann', 'with no list of transports', {
      device: 'a',
      how: { transports: 'usb' },
      expect: failed,
    }),
    ...triesToAdd('ann', 'with no transports', { device: 'b', how: { transports: [] }, body: { name: ' ' } }),
    ...mangled('without a response', (r) => ({ ...r, response: undefined })),
    ...mangled('of nothing', () => undefined, '400 VALIDATION_ERROR'),
    ...mangled('of null', () => null),
    ...mangled('of a text', () => 'x'),
    ...mangled('of another type', (r) => ({ ...r, type: 'password' })),
    ...mangled('without an id', (r) => ({ ...r, id: undefined })),
    ...mangled('without client data', (r) => ({
      ...r,
      response: { ...r.response, clientDataJSON: undefined },
    })),
    ...mangled('with client data that are no JSON', (r) => ({
      ...r,
      response: { ...r.response, clientDataJSON: 'AAAA' },
    })),
    ...mangled('with an attestation of zeroes', (r) => ({
      ...r,
      response: { ...r.response, attestationObject: 'AAAA' },
    })),
    ...mangled('with half an attestation', (r) => ({
      ...r,
      response: { ...r.response, attestationObject: r.response.attestationObject.slice(0, 120) },
    })),
    beginAdding('ann', { when: 'without an origin', setup: true }),
    endAdding('ann', {
      when: 'without an origin',
      headers: { origin: null },
      expect: '403 MISSING_OR_NULL_ORIGIN',
    }),
    ...bodies({ post: '/passkey/verify-registration', jar: 'ann' }, [
      ['adds with a number for a name', { response: {}, name: 1 }, '400 VALIDATION_ERROR'],
      ['adds with a text for createSession', { response: {}, createSession: 'yes' }, '400 VALIDATION_ERROR'],
      ['adds with a list', [], '400 VALIDATION_ERROR'],
    ]),
    beginAdding('ann', { when: "for bob's session", setup: true }),
    endAdding('bob', { when: 'without a challenge', expect: '400 CHALLENGE_NOT_FOUND' }),
    {
      does: 'a stranger adds',
      post: '/passkey/verify-registration',
      json: { response: {} },
      expect: '401 UNAUTHORIZED',
    },
    ...adds('bob', { body: { createSession: true, name: 'Bob' } }),
    { does: 'bob asks for the session', jar: 'bob', get: '/get-session', expect: 200 },
    { does: "bob's sessions", jar: 'bob', get: '/list-sessions', expect: 200 },
    {
      does: 'counts the passkeys',
      jar: 'ann',
      get: '/passkey/list-user-passkeys',
      expect: 200,
    },
  ],
};
