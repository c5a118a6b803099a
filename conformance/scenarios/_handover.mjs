import { begin, enable, enter } from './_factor.mjs';
import { adds, beginSigningIn, endSigningIn } from './_passkey.mjs';
import { password, signUp } from './_people.mjs';

const link = {
  reset: (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1),
  token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token'),
};
const is = (/** @type {string} */ who) => ({ check: { 'body.user.id': `{{${who}Id}}` } });

/** Everything that people leave behind, made before the change. */
const before = [
  ...['ann', 'bob', 'cid', 'dan'].map((who) => signUp(who)),
  ...adds('ann', { how: { counter: 1 } }),
  enable('bob', { setup: false }),
  enter('bob', { does: 'bob confirms it' }),
  {
    does: 'ann makes an organization',
    jar: 'ann',
    post: '/organization/create',
    json: { name: 'One', slug: 'one' },
    expect: 200,
    capture: { org: 'body.id' },
  },
  { does: 'ann gets a token', jar: 'ann', get: '/token', expect: 200, capture: { jwt: 'body.token' } },
  {
    does: 'dan asks for a reset',
    post: '/request-password-reset',
    json: { email: '{{dan}}', redirectTo: '/reset' },
    expect: 200,
  },
  { does: 'dan gets the link', mail: '{{dan}}', capture: { reset: link.reset } },
  { does: 'cid asks for a magic link', post: '/sign-in/magic-link', json: { email: '{{cid}}' }, expect: 200 },
  { does: 'cid gets the link', mail: '{{cid}}', capture: { magic: link.token } },
  {
    does: 'dan asks for a verification mail',
    jar: 'dan',
    post: '/send-verification-email',
    json: { email: '{{dan}}' },
    expect: 200,
  },
  { does: 'dan gets the mail', mail: '{{dan}}', count: 2, capture: { verify: link.token } },
  {
    does: 'ann invites cid',
    jar: 'ann',
    post: '/organization/invite-member',
    json: { email: '{{cid}}', role: 'member' },
    expect: 200,
    capture: { invitation: 'body.id' },
  },
  // Begun here, ended there.
  begin('bob', { as: 'phone', does: 'bob begins to sign in on the phone' }),
  beginSigningIn('cafe', { when: 'with a passkey' }),
];

/** What they find afterwards. */
const after = [
  ...['ann', 'bob', 'cid', 'dan'].map((who) => ({
    does: `${who} is still signed in`,
    jar: who,
    get: '/get-session',
    expect: 200,
    ...is(who),
  })),
  {
    does: 'the keys are those of before',
    get: '/jwks',
    expect: 200,
    check: { 'body.keys.0.kid': (/** @type {any} */ v) => kidOf(v.jwt) },
  },
  endSigningIn('cafe', 'ann', { how: { counter: 2 }, ...is('ann') }),
  enter('bob', { as: 'phone', ahead: 1, does: 'bob enters the code on the phone', ...is('bob') }),
  {
    does: 'ann finds her organization',
    jar: 'ann',
    get: '/organization/get-full-organization',
    expect: 200,
    check: { 'body.id': '{{org}}', 'body.members.0.role': 'owner' },
  },
  {
    does: 'cid accepts',
    jar: 'cid',
    post: '/organization/accept-invitation',
    json: { invitationId: '{{invitation}}' },
    expect: 200,
    check: { 'body.member.role': 'member' },
  },
  {
    does: 'cid follows the magic link',
    jar: 'tablet',
    get: '/magic-link/verify',
    query: { token: '{{magic}}' },
    expect: 200,
    ...is('cid'),
  },
  { does: 'dan verifies', get: '/verify-email', query: { token: '{{verify}}' }, expect: 200 },
  {
    does: 'ann signs in anew',
    jar: 'laptop',
    post: '/sign-in/email',
    json: { email: '{{ann}}', password },
    expect: 200,
    ...is('ann'),
  },
  {
    does: 'dan is verified',
    jar: 'dan',
    get: '/get-session',
    expect: 200,
    check: { 'body.user.emailVerified': true },
  },
  {
    does: 'dan resets',
    post: '/reset-password',
    json: { newPassword: 'another long phrase', token: '{{reset}}' },
    expect: 200,
  },
  {
    does: 'ann ends her other sessions',
    jar: 'laptop',
    post: '/revoke-other-sessions',
    json: {},
    expect: 200,
  },
  {
    does: 'ann is signed out in the café',
    jar: 'cafe',
    get: '/get-session',
    expect: 200,
    check: { body: null },
  },
];

const kidOf = (/** @type {string} */ jwt) =>
  JSON.parse(Buffer.from(jwt.split('.')[0], 'base64url').toString()).kid;

/** One server does all that is before, the other all that comes after. @param {string} from @param {string} to */
export const handover = (from, to) => [
  ...before.map((step) => ({ ...step, on: from })),
  ...after.map((step) => ({ ...step, on: to })),
];
