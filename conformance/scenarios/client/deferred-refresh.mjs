import { signUp } from '../_people.mjs';

export default {
  title: 'The session hook asks for the refresh a GET only announces',
  profile: 'deferred-refresh',
  steps: [
    signUp('ann'),
    {
      does: 'a refresh is due',
      setup: true,
      update: 'session',
      set: { expiresAt: { ahead: 86400 } },
      where: { token: '{{annToken}}' },
    },
    {
      does: 'mounts a hook',
      flavour: 'react',
      jar: 'ann',
      client: async (/** @type {any} */ c, /** @type {any} */ _, /** @type {any} */ { hook }) => {
        const session = hook(() => c.useSession());
        const state = await session.until(
          (/** @type {any} */ found) => found.data && !found.isPending && !found.isRefetching,
        );
        session.unmount();
        return state;
      },
    },
    { does: 'has the refresh stored', rows: 'session', where: { token: '{{annToken}}' } },
  ],
};
