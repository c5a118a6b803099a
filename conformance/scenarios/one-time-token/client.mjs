import { signUp } from '../_people.mjs';

export default {
  title: 'The official client: a session for the desktop program',
  profile: 'one-time-token',
  steps: [
    signUp('ann'),
    {
      does: 'generates',
      jar: 'ann',
      plugins: ['oneTimeToken'],
      client: (/** @type {any} */ c) => c.oneTimeToken.generate(),
      capture: { token: 'result.data.token' },
    },
    {
      does: 'verifies, twice',
      jar: 'desktop',
      plugins: ['oneTimeToken'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const first = await c.oneTimeToken.verify({ token: v.token });
        const again = await c.oneTimeToken.verify({ token: v.token });
        return [first, again, await c.getSession()];
      },
    },
  ],
};
