const dead = { cookie: 'better-auth.session_token=dead', origin: 'http://localhost:3000' };
const ask = (/** @type {string} */ path, /** @type {any} */ json, /** @type {any} */ expect) => [
  { does: `posts to ${path} as a stranger`, post: path, json, expect },
  { does: `posts to ${path} with a dead cookie`, post: path, json, headers: dead, expect },
];

export default {
  title: 'Accounts and their tokens are for their owner',
  profile: 'social',
  steps: [
    ask('/link-social', { provider: 'gitlab' }, '401 UNAUTHORIZED'),
    ask('/get-access-token', { accountId: 'x' }, 401),
    ask('/refresh-token', { accountId: 'x' }, 401),
    { does: 'asks about an account as a stranger', get: '/account-info?accountId=x', expect: 401 },
    { does: 'asks about nothing as a stranger', get: '/account-info', expect: 400 },
  ],
};
