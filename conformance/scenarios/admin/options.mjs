import { session, signIn } from '../_people.mjs';
import { becomes, get, people, post, posts } from '../_admin.mjs';

export default {
  title: 'Roles of one’s own, default bans, short impersonations, a cookie cache, further fields',
  profile: 'admin-options',
  steps: [
    people('chief'),
    becomes('bob', 'deputy,reader'),
    session('cid', 'with the default role'),
    posts('ann', 'has-permission', [
      ['ann: everything', { permissions: { user: ['list', 'impersonate-admins'], lesson: ['write'] } }, 200],
      ['ann: an unknown action', { permissions: { lesson: ['burn'] } }, 200],
    ]),
    posts('bob', 'has-permission', [
      ['bob: of one role', { permissions: { user: ['list'], lesson: ['read'] } }, 200],
      ['bob: of none', { permissions: { lesson: ['write'] } }, 200],
    ]),
    posts('cid', 'has-permission', [['cid: reads', { permissions: { lesson: ['read'] } }, 200]]),
    posts('ann', 'set-role', [
      [
        'a role that does not exist',
        { userId: '{{cidId}}', role: 'admin' },
        '400 YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE',
      ],
      [
        'one that does and one that does not',
        { userId: '{{cidId}}', role: ['reader', 'admin'] },
        '400 YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE',
      ],
      [
        'two in one text',
        { userId: '{{cidId}}', role: 'reader,deputy' },
        '400 YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE',
      ],
      ['two', { userId: '{{cidId}}', role: ['reader', 'deputy'] }, 200],
      ['one', { userId: '{{cidId}}', role: 'reader' }, 200],
    ]),
    posts('bob', 'set-role', [
      ['a deputy', { userId: '{{cidId}}', role: 'deputy' }, '403 YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE'],
    ]),
    posts('bob', 'create-user', [
      [
        'with a role',
        { email: 'x.{{bob}}', name: 'x', role: 'reader' },
        '403 YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE',
      ],
      [
        'with a role in data',
        { email: 'x.{{bob}}', name: 'x', data: { role: 'reader' } },
        '403 YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE',
      ],
      [
        'banned',
        { email: 'x.{{bob}}', name: 'x', data: { banned: false } },
        '403 YOU_ARE_NOT_ALLOWED_TO_BAN_USERS',
      ],
      ['with fields', { email: 'x.{{bob}}', name: 'x', data: { level: 3, phoneNumber: '+49123' } }, 200],
    ]),
    posts('ann', 'create-user', [
      [
        'of an unknown role',
        { email: 'y.{{bob}}', name: 'y', role: 'user' },
        '400 YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE',
      ],
    ]),
    posts('bob', 'update-user', [
      [
        'a role',
        { userId: '{{cidId}}', data: { role: 'reader' } },
        '403 YOU_ARE_NOT_ALLOWED_TO_CHANGE_USERS_ROLE',
      ],
      ['a ban', { userId: '{{cidId}}', data: { banReason: 'x' } }, '403 YOU_ARE_NOT_ALLOWED_TO_BAN_USERS'],
      [
        'an address',
        { userId: '{{cidId}}', data: { email: 'z.{{cid}}' } },
        '403 YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL',
      ],
      [
        'a proof of an address',
        { userId: '{{cidId}}', data: { emailVerified: true } },
        '403 YOU_ARE_NOT_ALLOWED_TO_SET_USERS_EMAIL',
      ],
      [
        'a phone',
        { userId: '{{cidId}}', data: { phoneNumber: '+49' } },
        '403 YOU_ARE_NOT_ALLOWED_TO_SET_USERS_PHONE_NUMBER',
      ],
      ['a field', { userId: '{{cidId}}', data: { level: 7 } }, 200],
    ]),
    posts('ann', 'update-user', [
      [
        'an unknown role',
        { userId: '{{cidId}}', data: { role: 'admin' } },
        '400 YOU_ARE_NOT_ALLOWED_TO_SET_NON_EXISTENT_VALUE',
      ],
      ['a phone, as a chief', { userId: '{{cidId}}', data: { phoneNumber: '+4912' } }, 200],
    ]),
    posts('bob', 'ban-user', [['a deputy', { userId: '{{cidId}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_BAN_USERS']]),
    posts('bob', 'remove-user', [
      ['a deputy', { userId: '{{cidId}}' }, '403 YOU_ARE_NOT_ALLOWED_TO_DELETE_USERS'],
    ]),
    get(
      'list-users: by level',
      'bob',
      'list-users',
      { filterField: 'level', filterValue: '7', searchValue: '{{cid}}' },
      200,
    ),
    posts('bob', 'impersonate-user', [
      ['a chief, as a deputy', { userId: '{{annId}}' }, '403 YOU_CANNOT_IMPERSONATE_ADMINS'],
      ['a reader, as a deputy', { userId: '{{danId}}' }, 200],
    ]),
    session('bob', 'as dan'),
    post('a deputy comes back', 'bob', 'stop-impersonating', {}, 200),
    post('a chief becomes a deputy', 'ann', 'impersonate-user', { userId: '{{bobId}}' }, 200),
    session('ann', 'as bob'),
    post('and comes back', 'ann', 'stop-impersonating', {}, 200),
    posts('ann', 'ban-user', [['cid', { userId: '{{cidId}}' }, 200]]),
    {
      does: 'cid asks past the cache',
      jar: 'cid',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    signIn('cid', { does: 'cid signs in', setup: false, expect: '403 BANNED_USER', capture: {} }),
    becomes('ann', 'reader'),
    get(
      'a role that is lost is lost at once',
      'ann',
      'list-users',
      undefined,
      '403 YOU_ARE_NOT_ALLOWED_TO_LIST_USERS',
    ),
  ],
};
