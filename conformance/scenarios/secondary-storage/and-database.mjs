import { session, signIn, signUp } from '../_people.mjs';
import { kept, listed } from '../_secondary.mjs';

const look = (/** @type {string} */ does) => ({ does, rows: 'session', where: { userId: '{{annId}}' } });

export default {
  title: 'Sessions in secondary storage and in the database: each answers for the other',
  profile: 'secondary-and-database',
  steps: [
    signUp('ann'),
    kept('ann', 'after signing up'),
    listed('ann', 'after signing up'),
    look('has a row too'),
    session('ann'),
    {
      does: 'changes the session',
      jar: 'ann',
      post: '/update-session',
      json: { theme: 'dark' },
      expect: 200,
    },
    kept('ann', 'with a theme'),
    look('has a row with a theme'),
    { does: 'secondary storage loses it', setup: true, forget: '{{annToken}}' },
    session('ann', 'from the row'),
    signIn('ann', { as: 'phone' }),
    { does: 'lists from the rows', jar: 'ann', get: '/list-sessions', expect: 200 },
    {
      does: 'revokes the phone',
      jar: 'ann',
      post: '/revoke-session',
      json: { token: '{{phoneToken}}' },
      expect: 200,
    },
    kept('phone', 'no more'),
    look('has no row of the phone'),
    { does: 'revokes all', jar: 'ann', post: '/revoke-sessions', json: {}, expect: 200 },
    look('has no row any more'),
    session('ann', 'after all were revoked'),
  ],
};
