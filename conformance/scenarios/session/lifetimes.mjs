import { session, signIn, signUp } from '../_people.mjs';

const set = (/** @type {string} */ does, /** @type {any} */ values, token = '{{annToken}}') => ({
  does,
  setup: true,
  update: 'session',
  set: values,
  where: { token },
});

export default {
  title: 'Lifetimes are options: an hour, refreshed at every look, never stale',
  profile: 'short-sessions',
  steps: [
    signUp('ann', { setup: false }),
    session('ann', 'at once'),
    set('half an hour passes', { expiresAt: { ahead: 1800 }, createdAt: { ago: 90000 } }),
    session('ann', 'after half an hour'),
    { does: 'lists sessions although it is old', jar: 'ann', get: '/list-sessions', expect: 200 },
    signIn('ann', { as: 'cafe', setup: false, json: { rememberMe: false } }),
    session('cafe', 'of a browser session, which lives a day'),
    { does: 'looks at the stored browser session', rows: 'session', where: { token: '{{cafeToken}}' } },
  ],
};
