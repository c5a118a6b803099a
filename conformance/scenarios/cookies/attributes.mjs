import { session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'Names and attributes of cookies are options',
  profile: 'cookie-options',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    signIn('ann', { as: 'cafe', setup: false, json: { rememberMe: false } }),
    session('cafe', 'of a browser session'),
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
