import { password } from '../_people.mjs';

export default {
  title: 'Without emailAndPassword its endpoints refuse, and nothing is sent',
  profile: 'no-passwords',
  steps: [
    {
      does: 'signs up',
      post: '/sign-up/email',
      json: { name: 'A', email: '{{ann}}', password },
      expect: '400 EMAIL_PASSWORD_SIGN_UP_DISABLED',
    },
    {
      does: 'signs in',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      expect: '400 EMAIL_PASSWORD_DISABLED',
    },
    {
      does: 'signs in with a bad address',
      post: '/sign-in/email',
      json: { email: 'x', password },
      expect: '400 EMAIL_PASSWORD_DISABLED',
    },
    {
      does: 'asks for a reset',
      post: '/request-password-reset',
      json: { email: '{{ann}}' },
      expect: '400 RESET_PASSWORD_DISABLED',
    },
    {
      does: 'resets with any token',
      post: '/reset-password',
      json: { newPassword: password, token: 'x' },
      expect: '400 INVALID_TOKEN',
    },
    {
      does: 'asks for a verification mail',
      post: '/send-verification-email',
      json: { email: '{{ann}}' },
      expect: '400 VERIFICATION_EMAIL_NOT_ENABLED',
    },
    { does: 'asks for the session', get: '/get-session', expect: 200 },
  ],
};
