import { signUp } from '../_people.mjs';

export default {
  title: 'Codes in place of verification links',
  profile: 'email-otp-override',
  steps: [
    signUp('ann'),
    { does: 'gets a code', mail: '{{ann}}', capture: { code: (/** @type {any} */ mail) => mail.otp } },
    {
      does: 'asks for the mail',
      jar: 'ann',
      post: '/send-verification-email',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    {
      does: 'gets a second code',
      mail: '{{ann}}',
      count: 2,
      capture: { code: (/** @type {any} */ mail) => mail.otp },
    },
    {
      does: 'verifies',
      jar: 'ann',
      post: '/email-otp/verify-email',
      json: { email: '{{ann}}', otp: '{{code}}' },
      expect: 200,
    },
  ],
};
