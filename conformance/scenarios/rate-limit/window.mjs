const ask = (/** @type {string} */ does, expect = 200) => ({ does, get: '/ok', expect });

export default {
  title: 'The window begins again with every request that is let through',
  profile: 'short-window',
  own: true,
  steps: [
    ask('asks once'),
    ask('asks twice'),
    ask('asks too often', 429),
    { does: 'waits for a quiet window', pause: 6100 },
    ask('asks again'),
    { does: 'waits for half a window', pause: 3500 },
    ask('asks in the same window'),
    { does: 'waits for the other half', pause: 3500 },
    ask('asks when the first window would be over', 429),
  ],
};
