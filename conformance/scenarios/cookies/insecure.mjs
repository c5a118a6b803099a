import { session, signUp } from '../_people.mjs';

export default {
  title: 'useSecureCookies false keeps cookies plain behind https',
  profile: 'https-plain-cookies',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
