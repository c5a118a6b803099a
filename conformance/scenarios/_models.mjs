import { bodies, session, signIn, signUp } from './_people.mjs';
import { newSubject, profile, round } from './_social.mjs';

/**
 * A life of an account that touches every core table, for the same wire over tables of other names and kinds.
 * @param {{user: string, session: string, account: string, verification: string}} tables physical names
 * @param {{userId: string, token: string, expiresAt: string, value: string, emailVerified: string}} columns physical names
 */
export const life = (tables, columns) => {
  const own = { [columns.userId]: '{{annId}}' };
  const id = newSubject();
  return [
    signUp('ann', { setup: false }),
    session('ann'),
    { does: 'looks at the stored user', rows: tables.user, where: { id: '{{annId}}' }, order: 'id' },
    { does: 'looks at the stored account', rows: tables.account, where: own, order: 'id' },
    { does: 'looks at the stored session', rows: tables.session, where: own, order: 'id' },
    signUp('ann', {
      does: 'ann signs up again',
      setup: false,
      capture: undefined,
      expect: '422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
    }),
    {
      does: 'changes name and picture',
      jar: 'ann',
      post: '/update-user',
      json: { name: 'Anna', image: 'https://example.com/a.png' },
      expect: 200,
    },
    session('ann', 'after the change'),
    {
      does: 'asks for a reset',
      post: '/request-password-reset',
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    {
      does: 'gets the link',
      mail: '{{ann}}',
      capture: { reset: (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1) },
    },
    {
      does: 'looks at the stored one-time value',
      rows: tables.verification,
      where: { [columns.value]: '{{annId}}' },
      order: 'id',
    },
    { does: 'follows it', get: '/reset-password/{{reset}}', query: { callbackURL: '/reset' }, expect: 302 },
    ...bodies({ post: '/reset-password' }, [
      ['sets a new password', { newPassword: 'another long phrase', token: '{{reset}}' }, 200],
      ['sets it again', { newPassword: 'another long phrase', token: '{{reset}}' }, '400 INVALID_TOKEN'],
    ]),
    signIn('ann', { as: 'phone', setup: false, json: { password: 'another long phrase' } }),
    round('bob', { as: profile('bob', { id: newSubject() }) }),
    session('bob', 'after signing in with a provider'),
    { does: 'lists sessions', jar: 'ann', get: '/list-sessions', expect: 200 },
    {
      does: 'revokes the phone',
      jar: 'ann',
      post: '/revoke-session',
      json: { token: '{{phoneToken}}' },
      expect: 200,
    },
    session('phone', 'after the revocation'),
    {
      does: 'the session is due for a refresh',
      setup: true,
      update: tables.session,
      set: { [columns.expiresAt]: { ahead: 5 * 24 * 3600 } },
      where: { [columns.token]: '{{annToken}}' },
    },
    session('ann', 'and has it refreshed'),
    {
      does: 'the address is verified',
      setup: true,
      update: tables.user,
      set: { [columns.emailVerified]: true },
      where: { id: '{{annId}}' },
    },
    round('linked', { path: '/link-social', jar: 'ann', as: profile('ann', { id }) }),
    {
      does: 'lists accounts',
      jar: 'ann',
      get: '/list-accounts',
      expect: 200,
      capture: { account: 'body.1.id' },
    },
    {
      does: 'gets the access token',
      jar: 'ann',
      post: '/get-access-token',
      json: { accountId: '{{account}}' },
      expect: 200,
    },
    { does: 'unlinks', jar: 'ann', post: '/unlink-account', json: { accountId: '{{account}}' }, expect: 200 },
    { does: 'deletes the account', jar: 'ann', post: '/delete-user', json: {}, expect: 200 },
    { does: 'looks for the user', rows: tables.user, where: { id: '{{annId}}' }, order: 'id' },
    { does: 'looks for the accounts', rows: tables.account, where: own, order: 'id' },
    { does: 'looks for the sessions', rows: tables.session, where: own, order: 'id' },
  ];
};
