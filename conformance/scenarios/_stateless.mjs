/** Steps of people whose sessions and accounts live in cookies. */

/** Asks for tokens by the account cookie. @param {string} jar @param {string} when */
export const tokens = (jar, when) => [
  {
    does: `${jar} gets the token of the cookie ${when}`,
    jar,
    post: '/get-access-token',
    json: { useAccountCookie: true },
    expect: 200,
  },
  {
    does: `${jar} refreshes the token of the cookie ${when}`,
    jar,
    post: '/refresh-token',
    json: { useAccountCookie: true },
    expect: 200,
  },
  {
    does: `${jar} asks who the account of the cookie is ${when}`,
    jar,
    get: '/account-info',
    query: { useAccountCookie: 'true' },
    expect: '400 VALIDATION_ERROR',
  },
];

/** What only the server's memory knows. @param {string} jar @param {string} when */
export const lists = (jar, when) => [
  { does: `${jar} lists sessions ${when}`, jar, get: '/list-sessions', expect: 200 },
  { does: `${jar} lists accounts ${when}`, jar, get: '/list-accounts', expect: 200 },
];

/** Changes of a person and of a session. @param {string} jar @param {string} when @param {any} more */
export const changes = (jar, when, more = { image: null }) => [
  {
    does: `${jar} changes name and picture ${when}`,
    jar,
    post: '/update-user',
    json: { name: 'Änn', nickname: when, ...more },
    expect: 200,
  },
  { does: `${jar} looks at the change ${when}`, jar, get: '/get-session', expect: 200 },
  {
    does: `${jar} changes the session ${when}`,
    jar,
    post: '/update-session',
    json: { theme: `dark ${when}` },
    expect: 200,
  },
  { does: `${jar} looks at the session ${when}`, jar, get: '/get-session', expect: 200 },
];

/** @param {string} jar @param {string} [when] */
export const signOut = (jar, when = '') => [
  { does: `${jar} signs out ${when}`, jar, post: '/sign-out', json: {}, expect: 200 },
  { does: `${jar} has signed out ${when}`, jar, get: '/get-session', expect: 200 },
];
