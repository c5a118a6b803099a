import { enable } from '../_factor.mjs';
import { becomes, get, post } from '../_admin.mjs';
import { signUp } from '../_people.mjs';

export default {
  title: 'Which cookies a session leaves that is renewed by each request',
  profile: 'everything-cached',
  steps: [
    ['ann', 'bob'].map((who) => signUp(who)),
    becomes('ann', 'admin'),
    get('ann lists users', 'ann', 'list-users', { searchValue: 'refreshed', sortBy: 'email' }, 200),
    get('ann looks at bob', 'ann', 'get-user', { id: '{{bobId}}' }, 200),
    post('ann gives bob a role', 'ann', 'set-role', { userId: '{{bobId}}', role: 'user' }, 200),
    post('ann makes a user', 'ann', 'create-user', { email: '{{cid}}', name: 'Cid' }, 200),
    post('ann asks what she may', 'ann', 'has-permission', { permissions: { user: ['list'] } }, 200),
    enable('bob', { setup: false }),
    { does: 'bob lists his keys', jar: 'bob', get: '/api-key/list', expect: 200 },
    {
      does: 'bob asks for his codes',
      jar: 'bob',
      get: '/device',
      query: { user_code: 'ABCDEFGH' },
      expect: 400,
    },
    {
      does: 'bob makes a school',
      jar: 'bob',
      post: '/organization/create',
      json: { name: 'x', slug: 'refreshed' },
      expect: 200,
    },
    { does: 'bob lists his schools', jar: 'bob', get: '/organization/list', expect: 200 },
    { does: 'bob asks for a token', jar: 'bob', get: '/token', expect: 200 },
  ],
};
