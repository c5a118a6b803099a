const ask = (/** @type {string} */ does, /** @type {any} */ expect) => ({
  does,
  post: '/sign-in/magic-link',
  json: { email: '{{ann}}' },
  expect,
});
const verify = (/** @type {string} */ does, /** @type {any} */ expect) => ({
  does,
  get: '/magic-link/verify?token=x',
  expect,
});

export default {
  title: 'Asking for links and trying them is limited',
  profile: 'magic-link-limited',
  own: true,
  steps: [
    ask('asks once', 200),
    ask('asks twice', 200),
    ask('asks too often', 429),
    verify('tries once', 302),
    verify('tries twice', 302),
    verify('tries too often', 429),
    { does: 'gets two mails', mail: '{{ann}}', count: 2 },
  ],
};
