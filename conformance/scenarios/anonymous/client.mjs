import { password } from '../_people.mjs';

export default {
  title: 'The official client: a guest',
  profile: 'anonymous',
  steps: [
    {
      does: 'comes in, signs up',
      jar: 'guest',
      plugins: ['anonymous'],
      client: async (/** @type {any} */ c, /** @type {any} */ v) => {
        const guest = await c.signIn.anonymous();
        const again = await c.signIn.anonymous();
        const up = await c.signUp.email({ name: 'Cid', email: v.cid, password });
        const deleted = await c.deleteAnonymousUser();
        return [guest, again, up, deleted, await c.getSession()];
      },
    },
  ],
};
