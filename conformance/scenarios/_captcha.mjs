import { password } from './_people.mjs';

/**
 * Steps that sign up with what a captcha's widget answered.
 * @param {[string, string | null, string | number][]} cases what it does, the answer, what to expect
 */
export const signUps = (cases) =>
  cases.map(([does, response, expect]) => ({
    does: `signs up ${does}`,
    post: '/sign-up/email',
    json: { name: 'Ann', email: '{{ann}}', password },
    headers: {
      'x-captcha-response': response,
      'x-real-ip': '203.0.113.9',
      'x-captcha-user-remote-ip': '203.0.113.7',
    },
    expect,
  }));
