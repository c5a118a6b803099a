const start = (/** @type {string} */ does, /** @type {any} */ expect) => ({
  does,
  post: '/sign-in/social',
  json: {},
  expect,
});

export default {
  title: 'Starting at a provider is limited like any sign-in',
  profile: 'rate-limited',
  own: true,
  steps: [
    start('starts once', 400),
    start('starts twice', 400),
    start('starts three times', 400),
    start('starts too often', 429),
  ],
};
