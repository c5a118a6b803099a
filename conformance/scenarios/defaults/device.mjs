const guess = (/** @type {number} */ n) => ({
  does: `guesses, ${n}`,
  get: '/device',
  query: { user_code: `WRONG${n}` },
  expect: 400,
});

export default {
  title: 'Guesses at the codes that devices show are counted even where requests are not',
  profile: 'device-defaults',
  own: true,
  steps: Array.from({ length: 11 }, (_, index) => guess(index + 1)),
};
