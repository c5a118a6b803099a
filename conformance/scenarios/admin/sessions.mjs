import { password, session, signIn } from '../_people.mjs';
import { people, post, posts } from '../_admin.mjs';

export default {
  title: 'Sessions are listed and ended, passwords set, users removed',
  profile: 'admin',
  steps: [
    people(),
    signIn('bob', { as: 'phone' }),
    posts('', 'list-user-sessions', [['nobody', { userId: 'x' }, 401]]),
    posts('bob', 'list-user-sessions', [
      ['a user', { userId: '{{bobId}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_LIST_USERS_SESSIONS'],
    ]),
    posts('ann', 'list-user-sessions', [
      ['nothing', {}, '400 VALIDATION_ERROR'],
      ['an unknown user', { userId: 'nobody' }, 200],
    ]),
    post('the sessions of bob', 'ann', 'list-user-sessions', { userId: '{{bobId}}' }, 200),
    posts('', 'revoke-user-session', [['nobody', { sessionToken: 'x' }, 401]]),
    posts('bob', 'revoke-user-session', [
      ['a user', { sessionToken: '{{phoneToken}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS'],
    ]),
    posts('ann', 'revoke-user-session', [
      ['nothing', {}, '400 VALIDATION_ERROR'],
      ['a number', { sessionToken: 1 }, '400 VALIDATION_ERROR'],
      ['an unknown session', { sessionToken: 'nothing' }, 200],
      ['the phone of bob', { sessionToken: '{{phoneToken}}' }, 200],
    ]),
    session('phone', 'after it was ended'),
    session('bob', 'after the other was ended'),
    posts('', 'revoke-user-sessions', [['nobody', { userId: 'x' }, 401]]),
    posts('bob', 'revoke-user-sessions', [
      ['a user', { userId: '{{bobId}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_REVOKE_USERS_SESSIONS'],
    ]),
    posts('ann', 'revoke-user-sessions', [
      ['nothing', {}, '400 VALIDATION_ERROR'],
      ['an unknown user', { userId: 'nobody' }, 200],
      ['bob', { userId: '{{bobId}}' }, 200],
    ]),
    session('bob', 'after all were ended'),
    signIn('bob'),
    posts('', 'set-user-password', [['nobody', { userId: 'x', newPassword: 'a long phrase' }, 401]]),
    posts('bob', 'set-user-password', [
      [
        'a user',
        { userId: '{{bobId}}', newPassword: 'a long phrase' },
        '403 YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PASSWORD',
      ],
    ]),
    posts('ann', 'set-user-password', [
      ['nothing', {}, '400 VALIDATION_ERROR'],
      ['an empty password', { userId: '{{bobId}}', newPassword: '' }, '400 VALIDATION_ERROR'],
      ['a password that is a number', { userId: '{{bobId}}', newPassword: 12345678 }, '400 VALIDATION_ERROR'],
      ['an empty user', { userId: '', newPassword: 'a long phrase' }, '400 VALIDATION_ERROR'],
      ['a short password', { userId: '{{bobId}}', newPassword: 'short' }, '400 PASSWORD_TOO_SHORT'],
      ['a long password', { userId: '{{bobId}}', newPassword: 'x'.repeat(129) }, '400 PASSWORD_TOO_LONG'],
      ['an unknown user', { userId: 'nobody', newPassword: 'a long phrase' }, '404 USER_NOT_FOUND'],
      ['bob', { userId: '{{bobId}}', newPassword: 'a long phrase' }, 200],
    ]),
    session('bob', 'after the new password'),
    signIn('bob', {
      does: 'bob signs in with the old password',
      setup: false,
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
      capture: {},
    }),
    signIn('bob', {
      does: 'bob signs in with the new password',
      setup: false,
      json: { password: 'a long phrase' },
    }),
    { does: 'cid has no account', setup: true, remove: 'account', where: { userId: '{{cidId}}' } },
    post(
      'set-user-password: a first one',
      'ann',
      'set-user-password',
      { userId: '{{cidId}}', newPassword: password },
      200,
    ),
    { does: 'the account of cid', rows: 'account', where: { userId: '{{cidId}}' } },
    posts('', 'remove-user', [['nobody', { userId: 'x' }, 401]]),
    posts('bob', 'remove-user', [
      ['a user', { userId: '{{bobId}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS'],
    ]),
    posts('ann', 'remove-user', [
      ['nothing', {}, '400 VALIDATION_ERROR'],
      ['herself', { userId: '{{annId}}' }, '400 YOU_CANNOT_REMOVE_YOURSELF'],
      ['an unknown user', { userId: 'nobody' }, '404 USER_NOT_FOUND'],
      ['bob', { userId: '{{bobId}}' }, 200],
      ['bob again', { userId: '{{bobId}}' }, '404 USER_NOT_FOUND'],
    ]),
    session('bob', 'after the removal'),
    { does: 'no account of bob', rows: 'account', where: { userId: '{{bobId}}' } },
    { does: 'no session of bob', rows: 'session', where: { userId: '{{bobId}}' } },
    signIn('bob', {
      does: 'bob signs in after the removal',
      setup: false,
      json: { password: 'a long phrase' },
      expect: '401 INVALID_EMAIL_OR_PASSWORD',
      capture: {},
    }),
  ],
};
