import { password } from '../_people.mjs';

export default {
  title: 'The official client: a name',
  profile: 'username',
  steps: [
    {
      does: 'signs up, out and in',
      jar: 'ann',
      plugins: ['username'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const free = await c.isUsernameAvailable({ username: 'client.ann' });
        const up = await c.signUp.email({ name: 'Ann', email: v.ann, password, username: 'client.ann' });
        await c.signOut();
        const wrong = await c.signIn.username({ username: 'client.ann', password: 'wrong password' });
        const entered = await c.signIn.username({ username: 'client.ann', password });
        const taken = await c.isUsernameAvailable({ username: 'client.ann' });
        return [free, up, wrong, entered, taken, await c.getSession()];
      },
    },
  ],
};
