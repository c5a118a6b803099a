import { session, signIn, signUp } from '../_people.mjs';

export default {
  title:
    'A session token is shown to nobody but its owner, and the official client still ends any session it lists',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    signIn('ann', { as: 'phone' }),
    { does: 'lists the sessions', jar: 'ann', get: '/list-sessions', expect: 200 },
    {
      does: 'signs out the others, one by one',
      jar: 'ann',
      /** @param {any} client */
      client: async (client) => {
        const { data: current } = await client.getSession();
        const { data: sessions } = await client.listSessions();
        const others = sessions.filter((/** @type {any} */ other) => other.id !== current.session.id);
        const done = [];
        for (const { token } of others) done.push(await client.revokeSession({ token }));
        return { others: others.length, done };
      },
    },
    session('phone', 'after it was signed out'),
    session('ann', 'after the others were signed out'),
  ],
};
