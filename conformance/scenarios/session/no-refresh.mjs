import { session, signUp } from '../_people.mjs';

export default {
  title: 'disableSessionRefresh lets sessions run out',
  profile: 'no-refresh',
  steps: [
    signUp('ann'),
    {
      does: 'a refresh would be due',
      setup: true,
      update: 'session',
      set: { expiresAt: { ahead: 100 } },
      where: { token: '{{annToken}}' },
    },
    session('ann', 'when a refresh would be due'),
    { does: 'has nothing stored', rows: 'session', where: { token: '{{annToken}}' } },
    { does: 'posts', jar: 'ann', post: '/get-session', json: {}, expect: 405 },
  ],
};
