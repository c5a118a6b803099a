import { signUp } from '../_people.mjs';
import { beginAdding, beginSigningIn, endAdding, endSigningIn } from '../_passkey.mjs';

/**
 * A passkey is added on one server and used on the other; ceremonies begin on one and end on the other.
 * @param {string} makes @param {string} uses @param {string} who
 */
const crosses = (makes, uses, who) => {
  /** @type {(on: string, does: string, jar: string, step: any) => any} */
  const on = (server, does, jar, step) => ({ ...step, on: server, does: `${who}: ${server} ${does}`, jar });
  const cafe = `${who} in a café`;
  return [
    { ...signUp(who), on: makes },
    on(makes, 'begins', who, beginAdding(who)),
    on(
      makes,
      'adds',
      who,
      endAdding(who, { how: { counter: 1 }, body: { name: 'Phone' }, capture: { key: 'body.id' } }),
    ),
    on(uses, 'lists', who, {
      get: '/passkey/list-user-passkeys',
      expect: 200,
      check: {
        'body.0.id': '{{key}}',
        'body.0.name': 'Phone',
        'body.0.counter': 1,
        'body.0.backedUp': false,
      },
    }),
    on(
      uses,
      'begins to sign in',
      cafe,
      beginSigningIn(cafe, { check: { 'body.rpId': 'localhost', 'body.userVerification': 'preferred' } }),
    ),
    on(
      uses,
      'signs in',
      cafe,
      endSigningIn(cafe, who, { how: { counter: 2 }, check: { 'body.user.id': `{{${who}Id}}` } }),
    ),
    on(makes, 'knows the session', cafe, {
      get: '/get-session',
      expect: 200,
      check: { 'body.user.id': `{{${who}Id}}` },
    }),
    on(makes, 'begins again', cafe, beginSigningIn(cafe)),
    on(
      makes,
      'has seen the counter',
      cafe,
      endSigningIn(cafe, who, { how: { counter: 2 }, expect: '400 AUTHENTICATION_FAILED' }),
    ),
    on(makes, 'begins what the other ends', cafe, beginSigningIn(cafe)),
    on(
      uses,
      'ends what the other has begun',
      cafe,
      endSigningIn(cafe, who, { how: { counter: 3 }, check: { 'body.user.id': `{{${who}Id}}` } }),
    ),
    on(
      makes,
      'does not end it twice',
      cafe,
      endSigningIn(cafe, who, { how: { counter: 4 }, expect: '400 CHALLENGE_NOT_FOUND' }),
    ),
    on(uses, 'begins to add what the other adds', who, beginAdding(who)),
    on(
      makes,
      'adds what the other has begun',
      who,
      endAdding(who, { device: 'laptop', check: { 'body.userId': `{{${who}Id}}` } }),
    ),
    on(uses, 'renames', who, {
      post: '/passkey/update-passkey',
      json: { id: '{{key}}', name: 'Old phone' },
      expect: 200,
      check: { 'body.passkey.counter': 3, 'body.passkey.name': 'Old phone' },
    }),
    on(uses, 'removes', who, { post: '/passkey/delete-passkey', json: { id: '{{key}}' }, expect: 200 }),
    on(makes, 'begins with what was removed', cafe, beginSigningIn(cafe)),
    on(makes, 'refuses what was removed', cafe, endSigningIn(cafe, who, { expect: '401 PASSKEY_NOT_FOUND' })),
  ];
};

export default {
  title: 'A passkey made on one server signs in on the other',
  profile: 'together-passkey',
  together: 'reference',
  steps: [crosses('reference', 'lyceum', 'ann'), crosses('lyceum', 'reference', 'bob')],
};
