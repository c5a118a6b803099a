import { bodies, password, session, signIn, signUp } from '../_people.mjs';

const next = 'another long password';
const change = { jar: 'ann', post: '/change-password' };

export default {
  title: 'Changing the password',
  steps: [
    signUp('ann'),
    signIn('ann', { as: 'phone' }),
    ...bodies(change, [
      ['sends nothing', {}, '400 VALIDATION_ERROR'],
      ['leaves out the current one', { newPassword: next }, '400 VALIDATION_ERROR'],
      ['sends numbers', { currentPassword: 1, newPassword: 2 }, '400 VALIDATION_ERROR'],
      [
        'sends text for revokeOtherSessions',
        { currentPassword: password, newPassword: next, revokeOtherSessions: 'yes' },
        '400 VALIDATION_ERROR',
      ],
      ['gives a wrong one', { currentPassword: 'wrong password', newPassword: next }, '400 INVALID_PASSWORD'],
      [
        'gives a short new one',
        { currentPassword: password, newPassword: '1234567' },
        '400 PASSWORD_TOO_SHORT',
      ],
      [
        'gives a short new one and a wrong one',
        { currentPassword: 'x', newPassword: '1234567' },
        '400 PASSWORD_TOO_SHORT',
      ],
      [
        'gives a long new one',
        { currentPassword: password, newPassword: 'x'.repeat(129) },
        '400 PASSWORD_TOO_LONG',
      ],
      [
        'gives a long current one',
        { currentPassword: 'x'.repeat(129), newPassword: next },
        '400 PASSWORD_TOO_LONG',
      ],
    ]),
    { does: 'sends no body', ...change, expect: '400 VALIDATION_ERROR' },
    { does: 'changes it', ...change, json: { currentPassword: password, newPassword: next }, expect: 200 },
    session('ann', 'after the change'),
    session('phone', 'after the change'),
    {
      does: 'signs in with the old one',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
    },
    signIn('ann', { as: 'tablet', setup: false, json: { password: next } }),
    {
      does: 'changes it to the same',
      ...change,
      json: { currentPassword: next, newPassword: next },
      expect: 200,
    },
    {
      does: 'changes it and ends the other sessions',
      ...change,
      json: { currentPassword: next, newPassword: password, revokeOtherSessions: true },
      expect: 200,
    },
    session('ann', 'with a new session'),
    session('phone', 'that was revoked'),
    { does: 'has one stored session', rows: 'session', where: { userId: '{{annId}}' } },
    signIn('ann', { as: 'cafe', json: { rememberMe: false } }),
    {
      does: 'changes it in a browser session',
      jar: 'cafe',
      post: '/change-password',
      json: { currentPassword: password, newPassword: next, revokeOtherSessions: true },
      expect: 200,
    },
    session('cafe', 'with a new browser session'),
    { does: 'verifies it', jar: 'cafe', post: '/verify-password', json: { password: next }, expect: 200 },
    ...bodies({ jar: 'cafe', post: '/verify-password' }, [
      ['verifies a wrong one', { password }, '400 INVALID_PASSWORD'],
      ['verifies an empty one', { password: '' }, '400 INVALID_PASSWORD'],
      ['verifies a number', { password: 1 }, '400 VALIDATION_ERROR'],
      ['verifies nothing', {}, '400 VALIDATION_ERROR'],
      ['verifies a long one', { password: 'x'.repeat(129) }, '400 PASSWORD_TOO_LONG'],
    ]),
    signUp('bob'),
    { does: 'bob has no account', setup: true, remove: 'account', where: { userId: '{{bobId}}' } },
    {
      does: 'bob changes a password that is not there',
      jar: 'bob',
      post: '/change-password',
      json: { currentPassword: password, newPassword: next },
      expect: '400 CREDENTIAL_ACCOUNT_NOT_FOUND',
    },
    {
      does: 'bob verifies a password that is not there',
      jar: 'bob',
      post: '/verify-password',
      json: { password },
      expect: '400 INVALID_PASSWORD',
    },
  ],
};
