import { password } from '../scenarios/_people.mjs';

/** The Cookie header a browser would send from now on. @param {any} reply */
const cookiesOf = (reply) =>
  reply.setCookies
    .filter((/** @type {string} */ line) => !/; Max-Age=0/i.test(line))
    .map((/** @type {string} */ line) => line.split(';')[0])
    .join('; ');

/**
 * The cookies a browser has, but with another session cookie, whatever its name is. What else it has stays.
 * @param {string} who
 * @param {(token: string) => string} value
 */
export const sessionCookie = (who, value) => (/** @type {any} */ v) =>
  (v[`${who}Cookie`] || 'better-auth.session_token=')
    .split('; ')
    .map((/** @type {string} */ pair) => {
      const [name] = pair.split('=');
      return /session_token$|^(__Secure-)?sid$/.test(name)
        ? `${name}=${value(v[`${who}Token`] ?? 'x')}`
        : pair;
    })
    .join('; ');

/** @param {string} who @param {any} [more] */
export const signUp = (who, more = {}) => ({
  does: `${who} signs up`,
  setup: true,
  post: '/sign-up/email',
  json: { name: who, email: `{{${who}}}`, password },
  capture: { [`${who}Id`]: 'body.user.id', [`${who}Token`]: 'body.token', [`${who}Cookie`]: cookiesOf },
  ...more,
});

/** Somebody without a password, which costs no hash. @param {string} who @returns {any} */
export const guest = (who) => ({
  does: `${who} comes as a guest`,
  setup: true,
  post: '/sign-in/anonymous',
  capture: { [`${who}Id`]: 'body.user.id', [`${who}Token`]: 'body.token', [`${who}Cookie`]: cookiesOf },
});

/** @param {string} who @param {any} set */
export const becomes = (who, set) => ({
  does: `${who} becomes ${JSON.stringify(set)}`,
  setup: true,
  update: 'user',
  set,
  where: { id: `{{${who}Id}}` },
});

/**
 * Everybody a request may come from: ann and bob are users, dan is an administrator, cid is banned; a session has
 * expired.
 */
export const people = [
  ...['ann', 'bob'].map((who) => signUp(who)),
  ...['cid', 'dan', 'expired'].map((who) => guest(who)),
  becomes('dan', { role: 'admin' }),
  becomes('cid', { banned: true, banReason: 'Spam' }),
  {
    does: 'a session expires',
    setup: true,
    update: 'session',
    set: { expiresAt: { ago: 60 } },
    where: { token: '{{expiredToken}}' },
  },
  { does: 'cid is the banned one', setup: true, let: { bannedCookie: '{{cidCookie}}' } },
];

/** What is left in the database in the end. */
export const remains = [
  { does: 'ann asks for the session in the end', get: '/get-session', headers: { cookie: '{{annCookie}}' } },
  { does: 'the row of ann', rows: 'user', where: { id: '{{annId}}' } },
  { does: 'the row of bob', rows: 'user', where: { id: '{{bobId}}' } },
  { does: 'the accounts of ann', rows: 'account', where: { userId: '{{annId}}' } },
  { does: 'the sessions of ann', rows: 'session', where: { userId: '{{annId}}' } },
  { does: 'the sessions of bob', rows: 'session', where: { userId: '{{bobId}}' } },
];
