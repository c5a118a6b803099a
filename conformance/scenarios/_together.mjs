import { password, signUp } from './_people.mjs';

/**
 * Steps in which what one server made is used on another that shares its database and secret.
 * Every builder is given the server that makes and the server that uses.
 */

const link = {
  reset: (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1),
  token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token'),
};

/** @param {string} on @param {string} who @param {any} id what the user's id must be; null for nobody */
const sees = (on, who, id, when = '') => ({
  does: `${on} knows who ${who} is${when}`,
  on,
  jar: who,
  get: '/get-session',
  expect: 200,
  check: id === null ? { body: null } : { 'body.user.id': id },
});

/** @param {string} makes @param {string} uses @param {string} who */
export const sessionsCross = (makes, uses, who) => [
  { ...signUp(who, { does: `${who} signs up on ${makes}` }), on: makes },
  sees(uses, who, `{{${who}Id}}`),
  {
    does: `${who} signs in on ${uses}`,
    on: uses,
    jar: `${who}2`,
    post: '/sign-in/email',
    json: { email: `{{${who}}}`, password },
    expect: 200,
    capture: { second: 'body.token' },
    check: { 'body.user.id': `{{${who}Id}}` },
  },
  {
    does: `${who} brings a bearer token to ${makes}`,
    on: makes,
    get: '/get-session',
    headers: { authorization: 'Bearer {{second}}' },
    expect: 200,
    check: { 'body.user.id': `{{${who}Id}}` },
  },
  {
    does: `${who} changes the name on ${uses}`,
    on: uses,
    jar: who,
    post: '/update-user',
    json: { name: 'Another name' },
    expect: 200,
  },
  {
    does: `${makes} knows the new name of ${who}`,
    on: makes,
    jar: who,
    get: '/get-session',
    expect: 200,
    check: { 'body.user.name': 'Another name' },
  },
  {
    does: `${who} revokes on ${uses} the second session`,
    on: uses,
    jar: who,
    post: '/revoke-session',
    json: { token: '{{second}}' },
    expect: 200,
  },
  { ...sees(makes, `${who}2`, null), does: `${makes} knows of the revocation by ${who}` },
  { does: `${who} signs out on ${makes}`, on: makes, jar: who, post: '/sign-out', json: {}, expect: 200 },
  {
    does: `${uses} knows that ${who} signed out`,
    on: uses,
    get: '/get-session',
    headers: { authorization: `Bearer {{${who}Token}}` },
    expect: 200,
    check: { body: null },
  },
];

/** @param {string} makes @param {string} uses @param {string} who */
export const mailsCross = (makes, uses, who) => [
  { ...signUp(who, { does: `${who} signs up on ${makes}` }), on: makes },
  {
    does: `${who} asks ${makes} for a reset`,
    on: makes,
    post: '/request-password-reset',
    json: { email: `{{${who}}}`, redirectTo: '/reset' },
    expect: 200,
  },
  { does: `${who} gets the link of ${makes}`, on: makes, mail: `{{${who}}}`, capture: { reset: link.reset } },
  {
    does: `${who} resets on ${uses}`,
    on: uses,
    post: '/reset-password',
    json: { newPassword: 'another long phrase', token: '{{reset}}' },
    expect: 200,
  },
  {
    does: `${who} resets again on ${makes}`,
    on: makes,
    post: '/reset-password',
    json: { newPassword: 'a third long phrase', token: '{{reset}}' },
    expect: '400 INVALID_TOKEN',
  },
  {
    does: `${who} signs in on ${makes} with the new password`,
    on: makes,
    jar: who,
    post: '/sign-in/email',
    json: { email: `{{${who}}}`, password: 'another long phrase' },
    expect: 200,
  },
  {
    does: `${who} asks ${makes} for a verification mail`,
    on: makes,
    jar: who,
    post: '/send-verification-email',
    json: { email: `{{${who}}}` },
    expect: 200,
  },
  {
    does: `${who} gets the mail of ${makes}`,
    on: makes,
    mail: `{{${who}}}`,
    count: 2,
    capture: { verify: link.token },
  },
  {
    does: `${who} verifies on ${uses}`,
    on: uses,
    get: '/verify-email',
    query: { token: '{{verify}}' },
    expect: 200,
  },
  {
    does: `${makes} knows ${who} is verified`,
    on: makes,
    jar: who,
    get: '/get-session',
    expect: 200,
    check: { 'body.user.emailVerified': true },
  },
  {
    does: `${who} asks ${makes} for a magic link`,
    on: makes,
    post: '/sign-in/magic-link',
    json: { email: `{{${who}}}` },
    expect: 200,
  },
  {
    does: `${who} gets the magic link of ${makes}`,
    on: makes,
    mail: `{{${who}}}`,
    count: 3,
    capture: { magic: link.token },
  },
  {
    does: `${who} follows it on ${uses}`,
    on: uses,
    jar: `${who}2`,
    get: '/magic-link/verify',
    query: { token: '{{magic}}' },
    expect: 200,
    check: { 'body.user.id': `{{${who}Id}}` },
  },
  {
    does: `${who} follows it again on ${makes}`,
    on: makes,
    get: '/magic-link/verify',
    query: { token: '{{magic}}' },
    expect: 302,
  },
];

/** @param {string} makes @param {string} uses @param {string} who */
export const cacheCrosses = (makes, uses, who) => [
  { ...signUp(who, { does: `${who} signs up on ${makes}` }), on: makes },
  {
    does: `the stored session of ${who} vanishes`,
    on: makes,
    setup: true,
    remove: 'session',
    where: { userId: `{{${who}Id}}` },
  },
  sees(makes, who, `{{${who}Id}}`, ' by its own cache'),
  sees(uses, who, `{{${who}Id}}`, ` by the cache of ${makes}`),
  {
    does: `${who} asks ${uses} past the cache`,
    on: uses,
    jar: who,
    get: '/get-session',
    query: { disableCookieCache: '1' },
    expect: 200,
    check: { body: null },
  },
];

/** @param {string} makes @param {string} uses @param {string} who @param {any} as the person at the provider */
export const socialCrosses = (makes, uses, who, as) => [
  {
    does: `${who} starts on ${makes}`,
    on: makes,
    jar: who,
    post: '/sign-in/social',
    json: { provider: 'gitlab', callbackURL: '/home' },
    expect: 200,
    capture: { authorize: 'body.url' },
  },
  { does: `${who} agrees to ${makes}`, on: makes, setup: true, authorize: '{{authorize}}', as },
  {
    does: `${who} comes back to ${uses}`,
    on: uses,
    jar: who,
    get: '{{callback}}',
    expect: 302,
    check: { 'headers.location': '/home' },
  },
  {
    does: `${who} lists accounts on ${makes}`,
    on: makes,
    jar: who,
    get: '/list-accounts',
    expect: 200,
    capture: { account: 'body.0.id' },
  },
  {
    does: `${who} gets the token from ${uses}`,
    on: uses,
    jar: who,
    post: '/get-access-token',
    json: { accountId: '{{account}}' },
    expect: 200,
    capture: { access: 'body.accessToken' },
  },
  {
    does: `${who} gets the same token from ${makes}`,
    on: makes,
    jar: who,
    post: '/get-access-token',
    json: { accountId: '{{account}}' },
    expect: 200,
    check: { 'body.accessToken': '{{access}}' },
  },
  {
    does: `${who} refreshes the token on ${makes}`,
    on: makes,
    jar: who,
    post: '/refresh-token',
    json: { accountId: '{{account}}' },
    expect: 200,
    capture: { access: 'body.accessToken' },
  },
  {
    does: `${who} gets the refreshed token from ${uses}`,
    on: uses,
    jar: who,
    post: '/get-access-token',
    json: { accountId: '{{account}}' },
    expect: 200,
    check: { 'body.accessToken': '{{access}}' },
  },
];

/**
 * A change of the address, confirmed at the old one and proven at the new one, and then a deletion.
 * @param {string} makes @param {string} uses @param {string} who
 */
export const changesCross = (makes, uses, who) => {
  const next = `new.{{${who}}}`;
  const follow = (
    /** @type {string} */ what,
    /** @type {string} */ on,
    /** @type {any} */ variable,
    check = {},
  ) => ({
    does: `${who} follows the ${what} on ${on}`,
    on,
    jar: who,
    get: '/verify-email',
    query: { token: variable },
    expect: 200,
    check,
  });
  return [
    { ...signUp(who, { does: `${who} signs up on ${makes}` }), on: makes },
    {
      does: `the address of ${who} is verified`,
      on: makes,
      setup: true,
      update: 'user',
      set: { emailVerified: true },
      where: { id: `{{${who}Id}}` },
    },
    {
      does: `${who} asks ${makes} for another address`,
      on: makes,
      jar: who,
      post: '/change-email',
      json: { newEmail: next },
      expect: 200,
    },
    {
      does: `${who} gets the confirmation of ${makes}`,
      on: makes,
      mail: `{{${who}}}`,
      capture: { confirm: link.token },
    },
    follow('confirmation', uses, '{{confirm}}'),
    { does: `${who} gets the proof of ${uses}`, on: uses, mail: next, capture: { prove: link.token } },
    follow('proof', makes, '{{prove}}'),
    {
      does: `${uses} knows the new address of ${who}`,
      on: uses,
      jar: who,
      get: '/get-session',
      expect: 200,
      check: { 'body.user.email': next },
    },
    {
      does: `${who} follows the proof again on ${uses}`,
      on: uses,
      jar: who,
      get: '/verify-email',
      query: { token: '{{prove}}' },
      expect: '401 INVALID_TOKEN',
    },
    {
      does: `${who} asks ${makes} for the deletion`,
      on: makes,
      jar: who,
      post: '/delete-user',
      json: {},
      expect: 200,
    },
    { does: `${who} gets the last mail`, on: makes, mail: next, capture: { remove: link.token } },
    {
      does: `${who} deletes the account on ${uses}`,
      on: uses,
      jar: who,
      get: '/delete-user/callback',
      query: { token: '{{remove}}' },
      expect: 200,
    },
    {
      does: `${makes} knows nobody of the name ${who}`,
      on: makes,
      rows: 'user',
      where: { id: `{{${who}Id}}` },
    },
    {
      does: `${who} cannot sign in on ${makes}`,
      on: makes,
      post: '/sign-in/email',
      json: { email: next, password },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
  ];
};
