import { ask } from '../_device.mjs';
import { signUp } from '../_people.mjs';

const guess = (/** @type {number} */ n) => ({
  does: `guesses, ${n}`,
  get: '/device',
  query: { user_code: `WRONG${n}` },
  expect: 400,
});

export default {
  title:
    'Guesses at the codes that devices show are counted even where requests are not, and old sessions approve none',
  profile: 'device-defaults',
  own: true,
  steps: [
    ...Array.from({ length: 11 }, (_, index) => guess(index + 1)),
    signUp('ann'),
    ask('tv'),
    {
      does: 'looks at the code',
      jar: 'ann',
      get: '/device',
      query: { user_code: '{{tvUser}}' },
      expect: 200,
    },
    {
      does: 'the session grows old',
      update: 'session',
      set: { createdAt: { ago: 90_000 } },
      where: { userId: '{{annId}}' },
    },
    {
      does: 'approves with an old session',
      jar: 'ann',
      post: '/device/approve',
      json: { userCode: '{{tvUser}}' },
      expect: 200,
    },
  ],
};
