import { becomes, post } from '../_admin.mjs';
import { session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'What ends a session or changes its user holds at once, whatever a cookie still says',
  profile: 'cache-as-it-comes',
  own: true,
  steps: [
    signUp('ann'),
    signUp('bob'),
    signIn('bob', { as: 'phone' }),
    becomes('ann', 'admin'),
    signIn('ann'),
    {
      does: 'bob ends the session of his phone',
      jar: 'bob',
      post: '/revoke-other-sessions',
      json: {},
      expect: 200,
    },
    session('phone', 'after it was ended'),
    post('ann renames bob', 'ann', 'update-user', { userId: '{{bobId}}', data: { name: 'Robert' } }, 200),
    session('bob', 'after he was renamed'),
    post('ann bans bob', 'ann', 'ban-user', { userId: '{{bobId}}' }, 200),
    session('bob', 'after he was banned'),
    becomes('ann', 'user'),
    session('ann', 'after she was an administrator'),
  ],
};
