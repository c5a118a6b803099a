const ask = (/** @type {string} */ path, /** @type {any} */ json, expect = '401 UNAUTHORIZED') => [
  { does: `posts to ${path} as a stranger`, post: path, json, expect },
  {
    does: `posts to ${path} with a dead cookie`,
    post: path,
    json,
    headers: { cookie: 'better-auth.session_token=dead', origin: 'http://localhost:3000' },
    expect,
  },
];
const look = (/** @type {string} */ path, /** @type {any} */ expect = '401 UNAUTHORIZED') => ({
  does: `gets ${path} as a stranger`,
  get: path,
  expect,
});

export default {
  title: 'Endpoints that need a session refuse strangers',
  steps: [
    ask('/revoke-session', { token: 'x' }),
    ask('/revoke-sessions', {}),
    ask('/revoke-other-sessions', {}),
    ask('/update-user', { name: 'x' }),
    ask('/update-session', { a: 1 }),
    ask('/change-password', { currentPassword: 'x', newPassword: 'y' }),
    ask('/verify-password', { password: 'x' }),
    ask('/change-email', { newEmail: 'x@example.com' }),
    ask('/delete-user', {}),
    ask('/unlink-account', { accountId: 'x' }),
    look('/list-sessions'),
    look('/list-accounts'),
    look('/delete-user/callback?token=x', 404),
  ],
};
