export default {
  title: 'The official client: codes by mail',
  profile: 'email-otp',
  steps: [
    {
      does: 'asks',
      plugins: ['emailOTP'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.emailOtp.sendVerificationOtp({ email: v.ann, type: 'sign-in' }),
    },
    { does: 'gets a code', mail: '{{ann}}', capture: { code: (/** @type {any} */ mail) => mail.otp } },
    {
      does: 'checks it and signs in',
      jar: 'ann',
      plugins: ['emailOTP'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const wrong = await c.emailOtp.checkVerificationOtp({ email: v.ann, type: 'sign-in', otp: 'wrong' });
        const entered = await c.signIn.emailOtp({ email: v.ann, otp: v.code, name: 'Ann' });
        return [wrong, entered, await c.getSession()];
      },
    },
    {
      does: 'asks for a new password',
      plugins: ['emailOTP'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.emailOtp.requestPasswordReset({ email: v.ann }),
    },
    {
      does: 'gets a second code',
      mail: '{{ann}}',
      count: 2,
      capture: { code: (/** @type {any} */ mail) => mail.otp },
    },
    {
      does: 'sets it',
      plugins: ['emailOTP'],
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.emailOtp.resetPassword({ email: v.ann, otp: v.code, password: 'another horse battery' }),
    },
  ],
};
