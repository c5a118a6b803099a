const ask = (/** @type {string} */ does, /** @type {any} */ expect) => ({
  does,
  get: '/get-session',
  headers: { 'x-forwarded-for': '10.0.0.2' },
  expect,
});

export default {
  title: 'Counters in a table and columns of other names',
  profile: 'limits-renamed',
  own: true,
  steps: [
    ask('asks once', 200),
    ask('asks too often', 429),
    { does: 'is counted', rows: 'counters', where: { what: '10.0.0.2|/get-session' }, order: 'what' },
  ],
};
