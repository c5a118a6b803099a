import { password, signUp } from '../_people.mjs';

const react = { flavour: 'react', jar: 'ann' };
const settled = (/** @type {any} */ state) => !state.isPending && !state.isRefetching;
/** What a component would see, without what only time decides. */
const seen = (/** @type {any} */ state) => ({
  data: state.data,
  error: state.error && { status: state.error.status, code: state.error.code, message: state.error.message },
  isPending: state.isPending,
});

/** @param {string} does @param {(c: any, v: any, session: any) => Promise<any>} act */
const hooked = (does, act) => ({
  does,
  ...react,
  client: async (/** @type {any} */ c, /** @type {any} */ v, /** @type {any} */ { hook }) => {
    const session = hook(() => c.useSession());
    const first = seen(session.states[0]);
    await session.until(settled);
    const result = await act(c, v, session);
    session.unmount();
    return { first, ...result };
  },
});

export default {
  title: 'The states of the session hook of the official React client',
  profile: 'client-calls',
  steps: [
    hooked('is nobody', async (_c, _v, session) => ({ last: seen(session.states.at(-1)) })),
    signUp('ann'),
    hooked('is somebody', async (_c, _v, session) => ({ last: seen(session.states.at(-1)) })),
    hooked('fetches again when told to', async (_c, _v, session) => {
      const before = session.states.length;
      await session.states.at(-1).refetch();
      return { again: session.states.length > before, last: seen(session.states.at(-1)) };
    }),
    hooked('sees a changed session', async (c, _v, session) => {
      await c.updateSession({ theme: 'dark' });
      const changed = await session.until(
        (/** @type {any} */ s) => s.data?.session.theme === 'dark' && settled(s),
      );
      return { changed: seen(changed) };
    }),
    hooked('sees a changed field', async (c, _v, session) => {
      await c.updateUser({ country: 'AT' });
      const changed = await session.until(
        (/** @type {any} */ s) => s.data?.user.country === 'AT' && settled(s),
      );
      return { changed: seen(changed) };
    }),
    hooked('sees nothing of a failed change', async (c, _v, session) => {
      const answer = await c.updateUser({ role: 'admin' });
      await session.until(settled);
      return { answer, last: seen(session.states.at(-1)) };
    }),
    hooked('keeps the session when a password is wrong', async (c, v, session) => {
      const answer = await c.signIn.email({ email: v.ann, password: 'wrong password' });
      await session.until(settled);
      return { answer, last: seen(session.states.at(-1)) };
    }),
    hooked('changes the password and stays', async (c, _v, session) => {
      const answer = await c.changePassword({
        currentPassword: password,
        newPassword: 'another long phrase',
      });
      await session.until(settled);
      return { answer, last: seen(session.states.at(-1)) };
    }),
    hooked('leaves', async (c, _v, session) => {
      await c.signOut();
      const left = await session.until((/** @type {any} */ s) => s.data === null && settled(s));
      return { left: seen(left) };
    }),
    hooked('comes back', async (c, v, session) => {
      await c.signIn.email({ email: v.ann, password: 'another long phrase' });
      const back = await session.until((/** @type {any} */ s) => s.data && settled(s));
      return { back: seen(back) };
    }),
    hooked('deletes the account', async (c, _v, session) => {
      const answer = await c.deleteUser({ password: 'another long phrase' });
      const gone = await session.until((/** @type {any} */ s) => s.data === null && settled(s));
      return { answer, gone: seen(gone) };
    }),
  ],
};
