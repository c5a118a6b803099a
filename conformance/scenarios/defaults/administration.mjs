import { session, signIn } from '../_people.mjs';
import { becomes, get, people, post } from '../_admin.mjs';

const newPassword = 'another long phrase';
const weak = { email: 'eve.{{ann}}', name: 'Eve', password: 'password1' };

export default {
  title: 'Administrators: what the defaults do alike, and where they are safer',
  profile: 'as-it-comes',
  own: true,
  steps: [
    people(),
    get('ann looks at bob', 'ann', 'get-user', { id: '{{bobId}}' }, 200),
    get('ann lists', 'ann', 'list-users', { sortBy: 'email', limit: '2' }, 200),
    get('bob lists', 'bob', 'list-users', undefined, '403 YOU_ARE_NOT_ALLOWED_TO_LIST_USERS'),
    post('ann bans dan', 'ann', 'ban-user', { userId: '{{danId}}' }, 200),
    signIn('dan', { does: 'dan is banned', setup: false, expect: '403 BANNED_USER', capture: {} }),
    post('ann becomes bob', 'ann', 'impersonate-user', { userId: '{{bobId}}' }, 200),
    becomes('bob', 'admin'),
    get('ann administers as bob', 'ann', 'get-user', { id: '{{bobId}}' }, 200),
    becomes('bob', 'user'),
    {
      does: 'ann asks for another address as bob',
      post: '/change-email',
      jar: 'ann',
      json: { newEmail: 'new.{{bob}}' },
      expect: 200,
    },
    post('ann comes back', 'ann', 'stop-impersonating', {}, 200),
    post('ann sees the sessions of bob', 'ann', 'list-user-sessions', { userId: '{{bobId}}' }, 200),
    post('ann sets a password', 'ann', 'set-user-password', { userId: '{{bobId}}', newPassword }, 200),
    session('bob', 'after a new password'),
    post('ann gives a role nobody knows', 'ann', 'set-role', { userId: '{{cidId}}', role: 'wizard' }, 200),
    get('ann filters by what is no field', 'ann', 'list-users', { filterField: 'x', filterValue: 'y' }, 200),
    post('ann makes a user with a common password', 'ann', 'create-user', weak, 200),
    post('ann gives up her role', 'ann', 'set-role', { userId: '{{annId}}', role: 'user' }, 200),
  ],
};
