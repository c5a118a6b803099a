export default {
  title: 'Codes for phones are limited',
  profile: 'phone-number-limited',
  own: true,
  steps: Array.from({ length: 11 }, (_, i) => ({
    does: `enters a code, ${i + 1}`,
    post: '/phone-number/verify',
    json: { phoneNumber: '+4917012340031', code: '1' },
    expect: i < 10 ? '400 OTP_NOT_FOUND' : 429,
  })),
};
