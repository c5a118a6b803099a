import { password, signIn, signUp } from '../_people.mjs';

const react = { flavour: 'react', jar: 'ann' };
const settled = (/** @type {any} */ state) => !state.isPending && !state.isRefetching;

export default {
  title: 'The official React client and its session hook',
  steps: [
    {
      does: 'follows a hook through an account',
      ...react,
      client: async (/** @type {any} */ c, /** @type {any} */ v, /** @type {any} */ { hook }) => {
        const session = hook(() => c.useSession());
        const stranger = await session.until(settled);
        const signUp = await c.signUp.email({ name: 'Ann', email: v.ann, password });
        const user = await session.until((/** @type {any} */ state) => state.data && settled(state));
        const update = await c.updateUser({ name: 'Anna' });
        const renamed = await session.until((/** @type {any} */ state) => state.data?.user.name === 'Anna');
        const signOut = await c.signOut();
        const left = await session.until((/** @type {any} */ state) => state.data === null && settled(state));
        session.unmount();
        return { stranger, signUp, user, update, renamed: renamed.data, signOut, left };
      },
    },
    signIn('ann'),
    {
      does: 'mounts a hook while signed in',
      ...react,
      client: async (/** @type {any} */ c, /** @type {any} */ _, /** @type {any} */ { hook }) => {
        const session = hook(() => c.useSession());
        const state = await session.until((/** @type {any} */ found) => found.data && settled(found));
        session.unmount();
        return state;
      },
    },
    {
      does: 'fails to sign in',
      ...react,
      client: (/** @type {any} */ c, /** @type {any} */ v) =>
        c.signIn.email({ email: v.ann, password: 'wrong password' }),
    },
    { does: 'lists sessions', ...react, client: (/** @type {any} */ c) => c.listSessions() },
    {
      does: 'changes the password',
      ...react,
      client: (/** @type {any} */ c) =>
        c.changePassword({ currentPassword: password, newPassword: 'another long password' }),
    },
    {
      does: 'asks a server that is not there',
      ...react,
      clientOptions: { baseURL: 'http://localhost:3000/api/auth/nowhere' },
      client: (/** @type {any} */ c) => c.getSession(),
    },
    { does: 'revokes all', ...react, client: (/** @type {any} */ c) => c.revokeSessions() },
    signUp('bob'),
    {
      does: 'revokes from under a hook',
      flavour: 'react',
      jar: 'bob',
      client: async (/** @type {any} */ c, /** @type {any} */ v, /** @type {any} */ { hook }) => {
        const session = hook(() => c.useSession());
        const before = await session.until((/** @type {any} */ state) => state.data && settled(state));
        await c.revokeSession({ token: v.bobToken });
        const after = await session.until(
          (/** @type {any} */ state) => state.data === null && settled(state),
        );
        session.unmount();
        return { before: before.data, after };
      },
    },
  ],
};
