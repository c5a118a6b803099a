import { jwt, now, signedCookie } from '../_forge.mjs';
import { session, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { symmetricEncrypt } from 'better-auth/crypto';

const older = 'an-older-secret-0123456789-abcdefghijkl';
const oldest = 'the-oldest-secret-0123456789-abcdefghijk';

/** A token as it stands in the database, encrypted with a secret. */
const sealed = (/** @type {string} */ key) => symmetricEncrypt({ key, data: 'the token' });
const [byOlder, byOldest] = await Promise.all([sealed(older), sealed(oldest)]);

/** @param {string} what @param {string} key */
const cookieOf = (what, key) => ({
  does: `brings a cookie signed with ${what}`,
  get: '/get-session',
  headers: {
    cookie: (/** @type {any} */ v) => `better-auth.session_token=${signedCookie(v.annToken, key)}`,
  },
  expect: 200,
});

/** @param {string} what @param {string} stored @param {string | number} expect */
const token = (what, stored, expect) => [
  {
    does: `the token is stored ${what}`,
    setup: true,
    update: 'account',
    set: { accessToken: stored, accessTokenExpiresAt: { ahead: 3600 } },
    where: { id: '{{account}}' },
  },
  {
    does: `gets the token stored ${what}`,
    jar: 'cid',
    post: '/get-access-token',
    json: { accountId: '{{account}}' },
    expect,
  },
];

/** @param {string} what @param {string} key @param {string | number} expect */
const verify = (what, key, expect) => ({
  does: `verifies with a link signed with ${what}`,
  get: '/verify-email',
  query: {
    token: (/** @type {any} */ v) =>
      jwt({ email: v.ann, userId: v.annId, iat: now(), exp: now(600) }, { key }),
  },
  expect,
});

export default {
  title: 'Secrets with versions: the newest signs, every one of them opens',
  profile: 'versioned-secrets',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    cookieOf('the newest secret', 'conformance-secret-0123456789-abcdefghij-XYZ'),
    cookieOf('an older secret', older),
    cookieOf('the oldest secret', oldest),
    cookieOf('none of them', 'some-other-secret-0123456789-abcdefghijk'),
    verify('an older secret', older, '401 INVALID_TOKEN'),
    verify('the oldest secret', oldest, '401 INVALID_TOKEN'),
    verify('the newest secret', 'conformance-secret-0123456789-abcdefghij-XYZ', 200),
    round('cid', { as: profile('cid', { id: newSubject() }) }),
    {
      does: 'lists accounts',
      jar: 'cid',
      get: '/list-accounts',
      expect: 200,
      capture: { account: 'body.0.id' },
    },
    {
      does: 'gets the token that was just stored',
      jar: 'cid',
      post: '/get-access-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
    token('by an older secret', `$ba$1$${byOlder}`, 200),
    token('by the oldest secret', byOldest, 200),
    token('in plain text', 'plain-token', 200),
    token('by a version nobody knows', `$ba$9$${byOlder}`, 400),
    token('by a version that is another', `$ba$2$${byOlder}`, 400),
    token('by an older secret without its version', byOlder, 400),
    token('in an envelope without a version', `$ba$x$${byOlder}`, 400),
    {
      does: 'refreshes',
      jar: 'cid',
      post: '/refresh-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
    {
      does: 'gets the refreshed token',
      jar: 'cid',
      post: '/get-access-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
  ],
};
