import { signUps } from '../_captcha.mjs';

export default {
  title: 'reCAPTCHA for one action on one site',
  profile: 'captcha-recaptcha-action',
  steps: [
    signUps([
      ['with the answer of another action', 'good:leave:example.com', '403 VERIFICATION_FAILED'],
      ['with the answer of another site', 'good:enter:example.org', '403 VERIFICATION_FAILED'],
      ['with an answer that names nothing', 'good', '403 VERIFICATION_FAILED'],
      ['with a low score', 'low:enter:example.com', '403 VERIFICATION_FAILED'],
      ['while the service is broken', 'broken', '500 UNKNOWN_ERROR'],
      ['while it says nothing', 'silent', '500 UNKNOWN_ERROR'],
      ['with the answer', 'good:enter:example.net', 200],
    ]),
  ],
};
