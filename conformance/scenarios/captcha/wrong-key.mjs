import { password } from '../_people.mjs';

export default {
  title: 'A secret key that the service does not know lets nobody in',
  profile: 'captcha-hcaptcha',
  steps: [
    {
      does: 'signs up',
      post: '/sign-up/email',
      json: { name: 'Ann', email: '{{ann}}', password },
      headers: { 'x-captcha-response': 'good' },
      expect: '403 VERIFICATION_FAILED',
    },
  ],
};
