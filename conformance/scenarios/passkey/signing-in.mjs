import { get, present, verified } from '../../runner/authenticator.mjs';
import { bodies, session, signUp } from '../_people.mjs';
import {
  adds,
  beginAdding,
  beginSigningIn,
  deviceOf,
  endSigningIn,
  signsIn,
  looksAtChallenge,
} from '../_passkey.mjs';

const failed = '400 AUTHENTICATION_FAILED';

/** A response with something replaced. @param {string} when @param {(r: any) => any} change @param {any} expect */
const mangled = (when, change, expect = failed) => [
  beginSigningIn('cafe', { when, setup: true }),
  endSigningIn('cafe', 'ann', {
    when,
    expect,
    json: (/** @type {any} */ v) => ({ response: change(get(deviceOf(v, 'ann'), v.asking)) }),
  }),
];

/** @param {(response: any) => any} change */
const inside = (change) => (/** @type {any} */ r) => ({
  ...r,
  response: { ...r.response, ...change(r.response) },
});

export default {
  title: 'Signing in with passkeys',
  profile: 'passkey',
  steps: [
    signUp('ann'),
    signUp('bob'),
    ...adds('ann'),
    ...adds('ann', { device: 'counting', how: { counter: 3 } }),
    ...adds('bob', { device: 'phone' }),
    beginSigningIn('phone'),
    looksAtChallenge('looks at the challenge'),
    endSigningIn('phone', 'ann'),
    session('phone'),
    endSigningIn('phone', 'ann', { when: 'by a used challenge', expect: '400 CHALLENGE_NOT_FOUND' }),
    looksAtChallenge('the challenge is gone'),
    beginSigningIn('ann', { when: 'again, with passkeys' }),
    looksAtChallenge('looks at the challenge of a user'),
    endSigningIn('ann', 'bob', { when: 'in place of herself' }),
    session('ann', 'and is bob'),
    ...signsIn('cafe', 'ann', 'with a counter', { device: 'counting', how: { counter: 4 } }),
    { does: 'looks at the counter', rows: 'passkey', where: { counter: 4, userId: '{{annId}}' } },
    ...signsIn('cafe', 'ann', 'with the same counter', {
      device: 'counting',
      how: { counter: 4 },
      expect: failed,
    }),
    ...signsIn('cafe', 'ann', 'with a smaller counter', {
      device: 'counting',
      how: { counter: 1 },
      expect: failed,
    }),
    ...signsIn('cafe', 'ann', 'without a counter', {
      device: 'counting',
      how: { counter: 0 },
      expect: failed,
    }),
    ...signsIn('cafe', 'ann', 'with a larger counter', { device: 'counting', how: { counter: 2147483647 } }),
    ...signsIn('cafe', 'ann', 'with a counter that is too large', {
      device: 'counting',
      how: { counter: 2147483648 },
      expect: failed,
    }),
    ...signsIn('cafe', 'ann', 'without user verification', { how: { flags: present } }),
    ...signsIn('cafe', 'ann', 'without user presence', { how: { flags: verified }, expect: failed }),
    ...signsIn('cafe', 'ann', 'on another site', { how: { origin: 'https://evil.example' }, expect: failed }),
    ...signsIn('cafe', 'ann', 'for another domain', { how: { rpId: 'evil.example' }, expect: failed }),
    ...signsIn('cafe', 'ann', 'of another challenge', { how: { challenge: 'A'.repeat(43) }, expect: failed }),
    ...signsIn('cafe', 'ann', 'of another ceremony', { how: { type: 'webauthn.create' }, expect: failed }),
    ...signsIn('cafe', 'ann', 'by the key of another', {
      how: { signedBy: 'a thief' },
      expect: '401 AUTHENTICATION_FAILED',
    }),
    ...signsIn('cafe', 'ann', 'with a signature that is none', { how: { broken: true }, expect: failed }),
    ...signsIn('cafe', 'ann', 'on an unknown device', { device: 'new', expect: '401 PASSKEY_NOT_FOUND' }),
    ...mangled('with two ids', (r) => ({ ...r, rawId: 'AAAA' })),
    ...mangled('of another type', (r) => ({ ...r, type: 'password' })),
    ...mangled('without a response', (r) => ({ ...r, response: undefined })),
    ...mangled('with a text for a response', (r) => ({ ...r, response: 'x' })),
    ...mangled(
      'without a signature',
      inside(() => ({ signature: undefined })),
    ),
    ...mangled(
      'with an empty signature',
      inside(() => ({ signature: '' })),
    ),
    ...mangled(
      'without data',
      inside(() => ({ authenticatorData: undefined })),
    ),
    ...mangled(
      'with short data',
      inside(() => ({ authenticatorData: 'AAAA' })),
    ),
    ...mangled(
      'with more data',
      inside((r) => ({ authenticatorData: `${r.authenticatorData}AAAA` })),
    ),
    ...mangled(
      'with a number for client data',
      inside(() => ({ clientDataJSON: 1 })),
    ),
    ...mangled(
      'with client data that are no JSON',
      inside(() => ({ clientDataJSON: 'AAAA' })),
    ),
    ...mangled(
      'with a user handle',
      inside(() => ({ userHandle: 'AAAA' })),
      200,
    ),
    ...mangled('with an empty id', (r) => ({ ...r, id: '' }), '401 PASSKEY_NOT_FOUND'),
    ...mangled('with a text', () => 'x', '400 VALIDATION_ERROR'),
    ...mangled('with null', () => null, '400 VALIDATION_ERROR'),
    ...bodies({ post: '/passkey/verify-authentication', jar: 'cafe' }, [
      ['signs in with nothing', {}, '400 VALIDATION_ERROR'],
      ['signs in with a list', { response: [] }, '400 VALIDATION_ERROR'],
    ]),
    beginAdding('bob', {
      when: 'to sign in with it',
      setup: true,
      capture: { asking: (/** @type {any} */ r) => ({ ...r.body, rpId: r.body.rp.id }) },
    }),
    endSigningIn('bob', 'bob', { when: 'by the challenge for adding', expect: '400 CHALLENGE_NOT_FOUND' }),
    endSigningIn('nowhere', 'ann', { when: 'without a challenge', expect: '400 CHALLENGE_NOT_FOUND' }),
    beginSigningIn('late', { setup: true }),
    {
      does: 'the challenge expires',
      update: 'verification',
      set: { expiresAt: { ago: 1 } },
      where: { identifier: '{{row}}' },
    },
    endSigningIn('late', 'ann', { when: 'too late', expect: '400 CHALLENGE_NOT_FOUND' }),
    beginSigningIn('forged', { setup: true }),
    { does: 'the cookie is forged', jar: 'forged', cookies: { 'better-auth.better-auth-passkey': 'x.y' } },
    endSigningIn('forged', 'ann', { when: 'by a forged cookie', expect: '400 CHALLENGE_NOT_FOUND' }),
  ],
};
