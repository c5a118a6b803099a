import { password } from '../_people.mjs';

export default {
  title: 'Sign-up can be switched off',
  profile: 'no-sign-up',
  steps: [
    {
      does: 'signs up',
      post: '/sign-up/email',
      json: { name: 'A', email: '{{ann}}', password },
      expect: '400 EMAIL_PASSWORD_SIGN_UP_DISABLED',
    },
    {
      does: 'signs up with a short password',
      post: '/sign-up/email',
      json: { name: 'A', email: '{{ann}}', password: 'x' },
      expect: '400 EMAIL_PASSWORD_SIGN_UP_DISABLED',
    },
    { does: 'signs up with bad input', post: '/sign-up/email', json: {}, expect: '400 VALIDATION_ERROR' },
    {
      does: 'signs in',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
  ],
};
