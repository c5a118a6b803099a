import { bodies, session, signIn, signUp } from '../_people.mjs';

const code = (/** @type {string} */ who, count = 1) => ({
  does: `${who} gets mail ${count}`,
  mail: `{{${who}}}`,
  count,
  capture: { [`${who}Code`]: (/** @type {any} */ mail) => mail.otp },
});
const reset = { post: '/email-otp/reset-password' };
const password = 'another horse battery';

export default {
  title: 'A new password by a code',
  profile: 'email-otp',
  steps: [
    signUp('ann'),
    ...bodies({ post: '/email-otp/request-password-reset' }, [
      ['asks for nothing', {}, '400 VALIDATION_ERROR'],
      ['asks for no address', { email: 'nobody' }, '400 INVALID_EMAIL'],
      ['asks for a stranger', { email: '{{nobody}}' }, 200],
      ['asks', { email: '{{ann}}' }, 200],
    ]),
    { does: 'the stranger has no mail', mail: '{{nobody}}', count: 0 },
    code('ann'),
    ...bodies(reset, [
      ['sets nothing', {}, '400 VALIDATION_ERROR'],
      [
        'sets a short password',
        { email: '{{ann}}', otp: '{{annCode}}', password: 'short' },
        '400 PASSWORD_TOO_SHORT',
      ],
      [
        'sets a long password',
        { email: '{{ann}}', otp: '{{annCode}}', password: 'x'.repeat(129) },
        '400 PASSWORD_TOO_LONG',
      ],
      ['sets it for no address', { email: 'nobody', otp: '1', password }, '400 INVALID_EMAIL'],
      ['sets it with a wrong code', { email: '{{ann}}', otp: 'wrong', password }, '400 INVALID_OTP'],
      ['sets it', { email: '{{ann}}', otp: '{{annCode}}', password }, 200],
      ['sets it again', { email: '{{ann}}', otp: '{{annCode}}', password }, '400 INVALID_OTP'],
    ]),
    session('ann', 'after the reset'),
    {
      does: 'signs in with the old password',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: 'correct horse battery' },
      expect: 401,
    },
    signIn('ann', { as: 'phone', json: { password }, setup: false }),
    { does: 'looks at the user', rows: 'user', where: { email: '{{ann}}' } },
    {
      does: 'asks by the older name',
      post: '/forget-password/email-otp',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    code('ann', 2),
    {
      does: 'sets it with that code',
      ...reset,
      json: { email: '{{ann}}', otp: '{{annCode}}', password: 'third horse battery' },
      expect: 200,
    },
    {
      does: 'asks a code that is for signing in',
      post: '/email-otp/send-verification-otp',
      json: { email: '{{cid}}', type: 'sign-in' },
      expect: 200,
    },
    code('cid'),
    {
      does: 'cid signs up by it',
      jar: 'cid',
      post: '/sign-in/email-otp',
      json: { email: '{{cid}}', otp: '{{cidCode}}' },
      expect: 200,
    },
    {
      does: 'cid asks for a password',
      post: '/email-otp/request-password-reset',
      json: { email: '{{cid}}' },
      expect: 200,
    },
    code('cid', 2),
    {
      does: 'cid gets a password',
      ...reset,
      json: { email: '{{cid}}', otp: '{{cidCode}}', password },
      expect: 200,
    },
    {
      does: 'cid signs in with it',
      post: '/sign-in/email',
      json: { email: '{{cid}}', password },
      expect: 200,
    },
    {
      does: 'changes the address, which is off',
      jar: 'phone',
      post: '/email-otp/request-email-change',
      json: { newEmail: '{{bob}}' },
      expect: 400,
    },
    {
      does: 'changes it in one step',
      jar: 'phone',
      post: '/email-otp/change-email',
      json: { newEmail: '{{bob}}', otp: '1' },
      expect: 400,
    },
  ],
};
