const send = (/** @type {number} */ n, /** @type {any} */ expect) => ({
  does: `asks, ${n}`,
  post: '/email-otp/send-verification-otp',
  json: { email: 'nobody', type: 'sign-in' },
  expect,
});
const enter = (/** @type {number} */ n, /** @type {any} */ expect) => ({
  does: `enters, ${n}`,
  post: '/sign-in/email-otp',
  json: { email: '{{ann}}', otp: 'wrong' },
  expect,
});

export default {
  title: 'Asking for codes and trying them is limited',
  profile: 'email-otp-limited',
  own: true,
  steps: [
    ...[1, 2, 3].map((n) => send(n, 400)),
    send(4, 429),
    ...[1, 2, 3].map((n) => enter(n, 400)),
    enter(4, 429),
  ],
};
