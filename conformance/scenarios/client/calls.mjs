import { password } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const ann = {
  jar: 'ann',
  plugins: [
    [
      'inferAdditionalFields',
      {
        user: { country: { type: 'string', required: false }, role: { type: 'string', input: false } },
        session: { theme: { type: 'string', required: false } },
      },
    ],
  ],
};
const token = (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token');
const id = newSubject();

/** @param {string} does @param {(c: any, v: any) => any} client @param {any} [more] */
const call = (does, client, more) => ({ does, ...ann, client, ...more });

export default {
  title: 'The official client: every call of the core, with fields of the application',
  profile: 'client-calls',
  steps: [
    call('signs up with a field', (c, v) =>
      c.signUp.email({ name: 'Ann', email: v.ann, password, country: 'PK' }),
    ),
    call('signs up with a field that is not input', (c, v) =>
      c.signUp.email({ name: 'B', email: v.bob, password, role: 'admin' }),
    ),
    call('signs up wrongly', (c) => c.signUp.email({ name: 1, email: 'x', password: '' })),
    call('signs in again', (c, v) => c.signIn.email({ email: v.ann, password }), {
      capture: { annId: 'result.data.user.id' },
    }),
    call('has the fields', (c) => c.getSession()),
    call('changes a field', (c) => c.updateUser({ country: 'DE' })),
    call('changes a field that is not input', (c) => c.updateUser({ role: 'admin' })),
    call('changes the session', (c) => c.updateSession({ theme: 'dark', visits: 3 })),
    call('changes nothing of the session', (c) => c.updateSession({})),
    call('has the changed fields', (c) => c.getSession({ query: { disableRefresh: true } })),
    call('checks the password', (c) => c.verifyPassword({ password })),
    call('checks a wrong password', (c) => c.verifyPassword({ password: 'wrong password' })),
    call('signs in with a method that is not there', (c) => c.signIn.social({ provider: 'nowhere' })),
    call(
      'starts to link',
      (c) => c.linkSocial({ provider: 'gitlab', callbackURL: '/accounts', disableRedirect: true }),
      {
        capture: { authorize: 'result.data.url' },
      },
    ),
    { does: 'agrees', setup: true, authorize: '{{authorize}}', as: profile('ann', { id }) },
    { does: 'comes back unverified', jar: 'ann', get: '{{callback}}', expect: 302 },
    call('asks for a verification mail', (c, v) =>
      c.sendVerificationEmail({ email: v.ann, callbackURL: '/done' }),
    ),
    { does: 'gets it', mail: '{{ann}}', capture: { verify: token } },
    call('verifies', (c, v) => c.verifyEmail({ query: { token: v.verify } })),
    round('links', { path: '/link-social', jar: 'ann', as: profile('ann', { id }) }),
    call('lists accounts', (c) => c.listAccounts(), { capture: { account: 'result.data.1.id' } }),
    call('gets a token', (c, v) => c.getAccessToken({ accountId: v.account })),
    call('refreshes it', (c, v) => c.refreshToken({ accountId: v.account })),
    call('asks who it is there', (c, v) => c.accountInfo({ query: { accountId: v.account } })),
    call('gets a token of no account', (c) => c.getAccessToken({ accountId: 'unknown' })),
    call('unlinks', (c, v) => c.unlinkAccount({ accountId: v.account })),
    call('unlinks again', (c, v) => c.unlinkAccount({ accountId: v.account })),
    call('changes the address', (c) => c.changeEmail({ newEmail: 'new.client-calls@example.com' })),
    {
      does: 'gets the mail at the new address',
      mail: 'new.client-calls@example.com',
      capture: { change: token },
    },
    call('follows it', (c, v) => c.verifyEmail({ query: { token: v.change } })),
    call('has the new address', (c) => c.getSession()),
    call('is told of errors by a function', async (c) => {
      /** @type {any[]} */
      const told = [];
      const answer = await c.verifyPassword(
        { password: 'wrong password' },
        {
          onRequest: () => void told.push('request'),
          onError: (/** @type {any} */ e) => void told.push(['error', e.error.status, e.error.code]),
          onSuccess: () => void told.push('success'),
        },
      );
      return { told, answer };
    }),
    call('is told of success by a function', async (c) => {
      /** @type {any[]} */
      const told = [];
      await c.verifyPassword({ password }, { onSuccess: (/** @type {any} */ e) => void told.push(e.data) });
      return told;
    }),
    call('has errors thrown', async (c) =>
      c.verifyPassword({ password: 'wrong' }, { throw: true }).catch((/** @type {any} */ e) => ({
        status: e.status,
        statusText: e.statusText,
        error: e.error,
      })),
    ),
    call('fetches by itself', (c) => c.$fetch('/list-sessions')),
    call('fetches what is not there', (c) => c.$fetch('/nothing', { method: 'POST', body: {} })),
    call('deletes with a wrong password', (c) => c.deleteUser({ password: 'wrong password' })),
    call('deletes with a wrong token', (c) => c.deleteUser({ token: 'unknown' })),
    call('deletes', (c) => c.deleteUser({ password })),
    call('is nobody', (c) => c.getSession()),
    call('changes the address of nobody', (c) => c.changeEmail({ newEmail: 'x@example.com' })),
    call('updates nobody', (c) => c.updateUser({ name: 'x' })),
    call('links nobody', (c) => c.linkSocial({ provider: 'gitlab' })),
    call('lists accounts of nobody', (c) => c.listAccounts()),
    call('gets a token of nobody', (c) => c.getAccessToken({ accountId: 'unknown' })),
  ],
};
