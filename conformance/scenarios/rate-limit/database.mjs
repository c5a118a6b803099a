const ask = (/** @type {string} */ does, /** @type {any} */ expect = 200) => ({
  does,
  get: '/get-session',
  headers: { 'x-forwarded-for': '10.0.0.1' },
  expect,
});
const look = (/** @type {string} */ does) => ({
  does,
  rows: 'rateLimit',
  where: { key: '10.0.0.1|/get-session' },
  order: 'key',
});

export default {
  title: 'Counters of the rate limiter in the database',
  profile: 'limits-in-database',
  own: true,
  steps: [
    ask('asks once'),
    look('is counted once'),
    ask('asks twice'),
    ask('asks three times'),
    look('is counted three times'),
    ask('asks too often', 429),
    look('is not counted any more'),
    {
      does: 'a quiet minute passes',
      setup: true,
      update: 'rateLimit',
      set: { lastRequest: () => Date.now() - 61_000 },
      where: { key: '10.0.0.1|/get-session' },
    },
    ask('asks after a quiet minute'),
    look('is counted from the start'),
  ],
};
