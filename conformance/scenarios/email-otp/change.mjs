import { bodies, session, signUp } from '../_people.mjs';

const code = (/** @type {string} */ who, count = 1) => ({
  does: `${who} gets mail ${count}`,
  mail: `{{${who}}}`,
  count,
  capture: { [`${who}Code`]: (/** @type {any} */ mail) => mail.otp },
});

export default {
  title: 'A new address, by codes to the old and the new one',
  profile: 'email-otp-change',
  steps: [
    signUp('ann'),
    signUp('bob'),
    {
      does: 'asks as a stranger',
      post: '/email-otp/request-email-change',
      json: { newEmail: '{{cid}}' },
      expect: '401 UNAUTHORIZED',
    },
    ...bodies({ post: '/email-otp/request-email-change', jar: 'ann' }, [
      ['asks for nothing', {}, '400 VALIDATION_ERROR'],
      ['asks for no address', { newEmail: 'nobody' }, '400 INVALID_EMAIL'],
      ['asks for the same address', { newEmail: '{{ann}}' }, 400],
      ['asks without a code', { newEmail: '{{cid}}' }, 400],
      ['asks with a wrong code', { newEmail: '{{cid}}', otp: 'wrong' }, '400 INVALID_OTP'],
    ]),
    {
      does: 'asks for a code to the old address',
      post: '/email-otp/send-verification-otp',
      json: { email: '{{ann}}', type: 'email-verification' },
      expect: 200,
    },
    code('ann'),
    {
      does: 'asks with it',
      jar: 'ann',
      post: '/email-otp/request-email-change',
      json: { newEmail: '{{cid}}', otp: '{{annCode}}' },
      expect: 200,
    },
    code('cid'),
    ...bodies({ post: '/email-otp/change-email', jar: 'ann' }, [
      ['changes nothing', {}, '400 VALIDATION_ERROR'],
      ['changes with a wrong code', { newEmail: '{{cid}}', otp: 'wrong' }, '400 INVALID_OTP'],
      ['changes to another address', { newEmail: '{{dan}}', otp: '{{cidCode}}' }, '400 INVALID_OTP'],
    ]),
    {
      does: 'bob tries the code',
      jar: 'bob',
      post: '/email-otp/change-email',
      json: { newEmail: '{{cid}}', otp: '{{cidCode}}' },
      expect: '400 INVALID_OTP',
    },
    {
      does: 'changes',
      jar: 'ann',
      post: '/email-otp/change-email',
      json: { newEmail: '{{cid}}', otp: '{{cidCode}}' },
      expect: 200,
    },
    session('ann', 'with the new address'),
    {
      does: 'asks for another code',
      post: '/email-otp/send-verification-otp',
      json: { email: '{{cid}}', type: 'email-verification' },
      expect: 200,
    },
    code('cid', 2),
    {
      does: "asks for bob's address",
      jar: 'ann',
      post: '/email-otp/request-email-change',
      json: { newEmail: '{{bob}}', otp: '{{cidCode}}' },
      expect: 200,
    },
    { does: 'bob has no mail', mail: '{{bob}}', count: 0 },
  ],
};
