export default {
  title: 'Codes are sent to what looks like a phone number only',
  profile: 'phone-number-as-it-comes',
  steps: [
    {
      does: 'sends a code to something else',
      post: '/phone-number/send-otp',
      json: { phoneNumber: 'call me' },
      expect: 200,
    },
    {
      does: 'sends a code to a phone',
      post: '/phone-number/send-otp',
      json: { phoneNumber: '+4917012345678' },
      expect: 200,
    },
  ],
};
