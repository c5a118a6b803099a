import { newSubject, profile } from '../_social.mjs';

export default {
  title: 'The official client: a provider, its account and its tokens',
  profile: 'social',
  steps: [
    {
      does: 'starts',
      jar: 'ann',
      client: (/** @type {any} */ c) =>
        c.signIn.social({ provider: 'gitlab', callbackURL: '/home', disableRedirect: true }),
      capture: { authorize: 'result.data.url' },
    },
    { does: 'agrees', setup: true, authorize: '{{authorize}}', as: profile('ann', { id: newSubject() }) },
    { does: 'comes back', jar: 'ann', get: '{{callback}}', expect: 302 },
    { does: 'has a session', jar: 'ann', client: (/** @type {any} */ c) => c.getSession() },
    {
      does: 'lists accounts',
      jar: 'ann',
      client: (/** @type {any} */ c) => c.listAccounts(),
      capture: { account: 'result.data.0.id' },
    },
    {
      does: 'gets the token',
      jar: 'ann',
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.getAccessToken({ accountId: v.account }),
    },
    {
      does: 'refreshes the token',
      jar: 'ann',
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.refreshToken({ accountId: v.account }),
    },
    {
      does: 'asks who it is there',
      jar: 'ann',
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.accountInfo({ query: { accountId: v.account } }),
    },
    {
      does: 'starts linking',
      jar: 'ann',
      client: (/** @type {any} */ c) =>
        c.linkSocial({ provider: 'gitlab', callbackURL: '/accounts', disableRedirect: true }),
    },
    {
      does: 'unlinks the last account',
      jar: 'ann',
      client: (/** @type {any} */ c, /** @type {any} */ v) => c.unlinkAccount({ accountId: v.account }),
    },
    {
      does: 'starts at an unknown provider',
      jar: 'ann',
      client: (/** @type {any} */ c) => c.signIn.social({ provider: 'nowhere' }),
    },
  ],
};
