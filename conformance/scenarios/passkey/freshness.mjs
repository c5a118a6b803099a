import { signUp } from '../_people.mjs';
import { beginAdding, endAdding } from '../_passkey.mjs';

const old = { ago: 86400 + 60 };

export default {
  title: 'Adding a passkey takes a fresh session',
  profile: 'passkey',
  steps: [
    signUp('ann'),
    beginAdding('ann'),
    {
      does: 'the session grows old',
      update: 'session',
      set: { createdAt: old },
      where: { userId: '{{annId}}' },
    },
    endAdding('ann', { expect: '403 SESSION_NOT_FRESH' }),
    beginAdding('ann', { when: 'late', expect: '403 SESSION_NOT_FRESH' }),
    { does: 'lists all the same', jar: 'ann', get: '/passkey/list-user-passkeys', expect: 200 },
  ],
};
