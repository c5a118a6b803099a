import { password } from '../_people.mjs';

const ann = { jar: 'ann' };

export default {
  title: 'The official client: accounts and sessions',
  steps: [
    { does: 'has no session', ...ann, client: (/** @type {any} */ c) => c.getSession() },
    {
      does: 'signs up',
      ...ann,
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signUp.email({ name: 'Ann', email: v.ann, password }),
    },
    {
      does: 'signs up again',
      ...ann,
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signUp.email({ name: 'Ann', email: v.ann, password }),
    },
    {
      does: 'has a session',
      ...ann,
      client: (/** @type {any} */ c) => c.getSession(),
      capture: { token: 'result.data.session.token' },
    },
    {
      does: 'has a session past the cache',
      ...ann,
      client: (/** @type {any} */ c) => c.getSession({ query: { disableCookieCache: true } }),
    },
    {
      does: 'signs in with a wrong password',
      jar: 'phone',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signIn.email({ email: v.ann, password: 'wrong password' }),
    },
    {
      does: 'signs in',
      jar: 'phone',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signIn.email({ email: v.ann, password, rememberMe: false }),
      capture: { phone: 'result.data.token' },
    },
    {
      does: 'signs in and goes somewhere',
      jar: 'tablet',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signIn.email({ email: v.ann, password, callbackURL: '/book' }),
    },
    {
      does: 'updates the user',
      ...ann,
      client: (/** @type {any} */ c) => c.updateUser({ name: 'Anna', image: 'https://example.com/a.png' }),
    },
    { does: 'updates nothing', ...ann, client: (/** @type {any} */ c) => c.updateUser({}) },
    {
      does: 'revokes the phone',
      ...ann,
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.revokeSession({ token: v.phone }),
    },
    { does: 'revokes the others', ...ann, client: (/** @type {any} */ c) => c.revokeOtherSessions() },
    { does: 'lists sessions', ...ann, client: (/** @type {any} */ c) => c.listSessions() },
    { does: 'lists accounts', ...ann, client: (/** @type {any} */ c) => c.listAccounts() },
    {
      does: 'changes the password',
      ...ann,
      client: (/** @type {any} */ c) =>
        c.changePassword({
          currentPassword: password,
          newPassword: 'another long password',
          revokeOtherSessions: true,
        }),
    },
    {
      does: 'changes it with a wrong one',
      ...ann,
      client: (/** @type {any} */ c) =>
        c.changePassword({ currentPassword: password, newPassword: 'another long password' }),
    },
    {
      does: 'asks for a reset',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.requestPasswordReset({ email: v.ann, redirectTo: '/reset' }),
    },
    {
      does: 'gets a mail',
      mail: '{{ann}}',
      capture: { reset: (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1) },
    },
    {
      does: 'resets',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.resetPassword({ newPassword: password, token: v.reset }),
    },
    {
      does: 'resets again',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.resetPassword({ newPassword: password, token: v.reset }),
    },
    {
      does: 'asks for a verification mail',
      ...ann,
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.sendVerificationEmail({ email: v.ann }),
    },
    {
      does: 'gets a second mail',
      mail: '{{ann}}',
      count: 2,
      capture: { verify: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
    },
    {
      does: 'verifies',
      ...ann,
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.verifyEmail({ query: { token: v.verify } }),
    },
    {
      does: 'verifies with garbage',
      ...ann,
      client: (/** @type {any} */ c) => c.verifyEmail({ query: { token: 'garbage' } }),
    },
    {
      does: 'changes the address, which is off',
      ...ann,
      client: (/** @type {any} */ c) => c.changeEmail({ newEmail: 'x@example.com' }),
    },
    { does: 'deletes the user, which is off', ...ann, client: (/** @type {any} */ c) => c.deleteUser() },
    { does: 'calls what is not there', ...ann, client: (/** @type {any} */ c) => c.noSuch.thing({ a: 1 }) },
    { does: 'signs out', ...ann, client: (/** @type {any} */ c) => c.signOut() },
    { does: 'has no session any more', ...ann, client: (/** @type {any} */ c) => c.getSession() },
    { does: 'signs out again', ...ann, client: (/** @type {any} */ c) => c.signOut() },
    { does: 'revokes all as a stranger', ...ann, client: (/** @type {any} */ c) => c.revokeSessions() },
  ],
};
