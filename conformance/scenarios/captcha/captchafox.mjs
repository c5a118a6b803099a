import { signUps } from '../_captcha.mjs';

export default {
  title: 'CaptchaFox guards signing up',
  profile: 'captcha-captchafox',
  steps: [
    signUps([
      ['without an answer', null, '400 MISSING_RESPONSE'],
      ['with a refusal', 'bad', '403 VERIFICATION_FAILED'],
      ['while the service is broken', 'broken', '500 UNKNOWN_ERROR'],
      ['while it says nothing', 'silent', '500 UNKNOWN_ERROR'],
      ['with an answer', 'good', 200],
    ]),
  ],
};
