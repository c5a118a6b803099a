const look = (/** @type {number} */ n, /** @type {number} */ expect) => ({
  does: `looks, ${n}`,
  get: '/device',
  query: { user_code: 'NOPE' },
  expect,
});

export default {
  title: 'Looking at codes is limited',
  profile: 'device-limited',
  own: true,
  steps: [...[1, 2, 3, 4, 5].map((n) => look(n, 400)), look(6, 429)],
};
