const number = '+4917012340021';

export default {
  title: 'The official client: a phone number',
  profile: 'phone-number',
  steps: [
    {
      does: 'asks for a code',
      plugins: ['phoneNumber'],
      client: (/** @type {any} */ c) => c.phoneNumber.sendOtp({ phoneNumber: number }),
    },
    { does: 'gets it', mail: number, capture: { code: (/** @type {any} */ mail) => mail.otp } },
    {
      does: 'enters it',
      jar: 'ann',
      plugins: ['phoneNumber'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const wrong = await c.phoneNumber.verify({ phoneNumber: number, code: 'wrong' });
        const right = await c.phoneNumber.verify({ phoneNumber: number, code: v.code });
        const reset = await c.phoneNumber.requestPasswordReset({ phoneNumber: number });
        return [wrong, right, reset, await c.getSession()];
      },
    },
    {
      does: 'gets a code for a password',
      mail: number,
      count: 2,
      capture: { code: (/** @type {any} */ mail) => mail.otp },
    },
    {
      does: 'sets a password and signs in with it',
      jar: 'phone',
      plugins: ['phoneNumber'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const newPassword = 'another horse battery';
        const set = await c.phoneNumber.resetPassword({ phoneNumber: number, otp: v.code, newPassword });
        return [set, await c.signIn.phoneNumber({ phoneNumber: number, password: newPassword })];
      },
    },
  ],
};
