import { jwt, now } from '../_forge.mjs';
import { bodies, session, signUp, verified } from '../_people.mjs';

const change = { jar: 'ann', post: '/change-email' };

/** A link as no endpoint makes it. @param {string} does @param {(v: any) => any} claims @param {any} expect */
const forged = (does, claims, expect, query = {}) => ({
  does,
  jar: 'ann',
  get: '/verify-email',
  query: {
    token: (/** @type {any} */ v) => jwt({ userId: v.annId, iat: now(), exp: now(3600), ...claims(v) }),
    ...query,
  },
  expect,
});

export default {
  title: 'Changing the address: the old one agrees, the new one is verified',
  profile: 'change-email',
  steps: [
    signUp('ann'),
    signUp('bob'),
    ...bodies(change, [
      ['sends nothing', {}, '400 VALIDATION_ERROR'],
      ['sends a bad address', { newEmail: 'x' }, '400 VALIDATION_ERROR'],
      ['sends null', { newEmail: null }, '400 VALIDATION_ERROR'],
      ['sends the same address', { newEmail: '{{ann}}' }, 400],
      [
        'sends the same address in capitals',
        { newEmail: (/** @type {any} */ v) => v.ann.toUpperCase() },
        400,
      ],
      ['sends a taken address', { newEmail: '{{bob}}' }, 200],
      [
        'wants to go to a stranger',
        { newEmail: 'new.{{ann}}', callbackURL: 'https://evil.example.org' },
        '403 INVALID_CALLBACK_URL',
      ],
      ['changes an unverified address', { newEmail: 'NEW.{{ann}}', callbackURL: '/done?a=b' }, 200],
    ]),
    { does: 'the owner of the taken address gets no mail', mail: '{{bob}}', count: 0 },
    { does: 'the old address gets no mail yet', mail: '{{ann}}', count: 0 },
    { does: 'the new address gets a mail', mail: 'new.{{ann}}', capture: { link: 'url' } },
    { does: 'bob follows the link', jar: 'bob', get: '{{link}}', expect: 302 },
    { does: 'follows the link', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'with the new address'),
    { does: 'follows the link again', jar: 'ann', get: '{{link}}', expect: 302 },
    { ...verified('ann'), where: { id: '{{annId}}' } },
    { does: 'changes a verified address', ...change, json: { newEmail: 'third.{{ann}}' }, expect: 200 },
    { does: 'the old address is asked', mail: 'new.{{ann}}', count: 2, capture: { confirm: 'url' } },
    { does: 'the third address gets no mail yet', mail: 'third.{{ann}}', count: 0 },
    { does: 'agrees', get: '{{confirm}}', expect: 302 },
    { does: 'the third address gets a mail', mail: 'third.{{ann}}', capture: { last: 'url' } },
    { does: 'follows the last link without a session', get: '{{last}}', expect: 302 },
    session('ann', 'with the third address'),
    { does: 'looks at the stored user', rows: 'user', where: { id: '{{annId}}' } },
    { does: 'agrees again', get: '{{confirm}}', expect: 302 },
    forged(
      'brings a token of an old version',
      (v) => ({ email: `third.${v.ann}`, updateTo: `fourth.${v.ann}` }),
      200,
    ),
    { does: 'the fourth address gets a mail', mail: 'fourth.{{ann}}', capture: { fourth: 'url' } },
    session('ann', 'with the fourth address'),
    { does: 'follows the link to the fourth address', jar: 'ann', get: '{{fourth}}', expect: 302 },
    forged(
      'brings a token of a newer version',
      (v) => ({ email: `fourth.${v.ann}`, updateTo: `fifth.${v.ann}`, requestType: 'another' }),
      302,
      { callbackURL: '/done' },
    ),
    { does: 'the fifth address gets a mail', mail: 'fifth.{{ann}}' },
    forged(
      'brings a token for nobody',
      (v) => ({ email: `fifth.${v.ann}`, updateTo: 'x@example.com', userId: 'nobody' }),
      '401 USER_NOT_FOUND',
    ),
    forged(
      'brings a token without a user',
      (v) => ({ email: `fifth.${v.ann}`, updateTo: 'x@example.com', userId: undefined }),
      '401 INVALID_TOKEN',
    ),
    forged('brings a token for bob', (v) => ({ email: v.bob }), '401 INVALID_TOKEN'),
    forged(
      'brings a token with an empty address to go to',
      (v) => ({ email: `fifth.${v.ann}`, updateTo: '', requestType: 'change-email-verification' }),
      200,
    ),
    session('ann', 'in the end'),
  ],
};
