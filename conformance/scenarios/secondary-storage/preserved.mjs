import { session, signIn, signUp } from '../_people.mjs';

const look = (/** @type {string} */ does) => ({ does, rows: 'session', where: { userId: '{{annId}}' } });

export default {
  title: 'Rows of sessions that have ended are kept, and answer nothing',
  profile: 'secondary-preserving',
  steps: [
    signUp('ann'),
    signIn('ann', { as: 'phone' }),
    signIn('ann', { as: 'tablet' }),
    look('has three rows'),
    { does: 'lists', jar: 'ann', get: '/list-sessions', expect: 200 },
    { does: 'signs out the phone', jar: 'phone', post: '/sign-out', json: {}, expect: 200 },
    look('has three rows, one over'),
    { does: 'secondary storage loses the tablet', setup: true, forget: '{{tabletToken}}' },
    session('tablet', 'after it was lost'),
    { does: 'revokes all', jar: 'ann', post: '/revoke-sessions', json: {}, expect: 200 },
    look('has three rows, all over'),
    session('ann', 'after all were revoked'),
  ],
};
