import { password, signUp } from '../_people.mjs';

export default {
  title: 'The official client: an account switcher',
  profile: 'multi-session',
  steps: [
    signUp('ann'),
    signUp('bob', { jar: 'ann' }),
    {
      does: 'lists, switches and revokes',
      jar: 'ann',
      plugins: ['multiSession'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const before = await c.multiSession.listDeviceSessions({});
        const switched = await c.multiSession.setActive({ sessionToken: v.annToken });
        const current = await c.getSession();
        const wrong = await c.multiSession.setActive({ sessionToken: 'wrong' });
        const revoked = await c.multiSession.revoke({ sessionToken: v.bobToken });
        const after = await c.multiSession.listDeviceSessions({});
        return [before.data?.length, switched, current, wrong, revoked, after];
      },
    },
    {
      does: 'signs in as the other again, and out of both',
      jar: 'ann',
      plugins: ['multiSession'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const signedIn = await c.signIn.email({ email: v.bob, password });
        const out = await c.signOut();
        const after = await c.multiSession.listDeviceSessions({});
        return [signedIn.error, out, after];
      },
    },
  ],
};
