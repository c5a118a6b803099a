const ask = (/** @type {string} */ does, expect = 200) => ({
  does,
  get: '/ok',
  headers: { 'x-forwarded-for': '10.0.0.3' },
  expect,
});
const look = (/** @type {string} */ does) => ({ does, stored: '10.0.0.3|/ok' });

export default {
  title: 'Counters in secondary storage: the window is fixed by its first request',
  profile: 'secondary-limits',
  own: true,
  steps: [
    ask('asks once'),
    look('is counted'),
    { does: 'waits for half a window', pause: 3500 },
    ask('asks in the same window'),
    ask('asks too often', 429),
    look('is counted all the same'),
    { does: 'waits for the other half', pause: 3100 },
    ask('asks when the first window is over'),
  ],
};
