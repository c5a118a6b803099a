export default {
  title: 'The official client: a link by mail',
  profile: 'magic-link',
  steps: [
    {
      does: 'asks',
      plugins: ['magicLink'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signIn.magicLink({ email: v.ann, name: 'Ann', callbackURL: '/home' }),
    },
    {
      does: 'gets a mail',
      mail: '{{ann}}',
      capture: { token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
    },
    {
      does: 'verifies',
      jar: 'ann',
      plugins: ['magicLink'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.magicLink.verify({ query: { token: v.token } }),
    },
    { does: 'has a session', jar: 'ann', client: (/** @type {any} */ c) => c.getSession() },
    {
      does: 'asks with a bad address',
      plugins: ['magicLink'],
      client: (/** @type {any} */ c) => c.signIn.magicLink({ email: 'x' }),
    },
  ],
};
