import { bodies, signUp } from '../_people.mjs';

const base = { name: 'Ann' };

export default {
  title: 'Password lengths are options',
  profile: 'password-lengths',
  steps: [
    ...bodies({ post: '/sign-up/email' }, [
      ['is one short', { ...base, email: '{{ann}}', password: '12345678901' }, '400 PASSWORD_TOO_SHORT'],
      [
        'is one long',
        { ...base, email: '{{ann}}', password: '123456789012345678901' },
        '400 PASSWORD_TOO_LONG',
      ],
      ['is short enough', { ...base, email: '{{ann}}', password: '123456789012' }, 200],
      ['is long enough', { ...base, email: '{{bob}}', password: '12345678901234567890' }, 200],
    ]),
    {
      does: 'signs in with one that is long',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: '123456789012345678901' },
      expect: '400 PASSWORD_TOO_LONG',
    },
    {
      does: 'signs in with one that is short',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password: 'x' },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
    signUp('cid', { json: { password: '123456789012' } }),
    ...bodies({ post: '/change-password', jar: 'cid' }, [
      [
        'changes to a short one',
        { currentPassword: '123456789012', newPassword: '12345678901' },
        '400 PASSWORD_TOO_SHORT',
      ],
      [
        'changes to a long one',
        { currentPassword: '123456789012', newPassword: '123456789012345678901' },
        '400 PASSWORD_TOO_LONG',
      ],
    ]),
    {
      does: 'verifies a long one',
      jar: 'cid',
      post: '/verify-password',
      json: { password: '123456789012345678901' },
      expect: '400 PASSWORD_TOO_LONG',
    },
  ],
};
