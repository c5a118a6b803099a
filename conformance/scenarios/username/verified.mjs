import { password, signUp, verified } from '../_people.mjs';

const signIn = (/** @type {string} */ does, /** @type {any} */ expect) => ({
  does,
  post: '/sign-in/username',
  json: { username: 'ann.lee', password, callbackURL: '/home' },
  expect,
});

export default {
  title: 'A name lets only verified users in',
  profile: 'username-verified',
  steps: [
    signUp('ann', { setup: false, json: { username: 'Ann.Lee', displayUsername: 'Ann' }, capture: {} }),
    signIn('signs in before', '403 EMAIL_NOT_VERIFIED'),
    { does: 'has been sent another mail', mail: '{{ann}}', count: 2 },
    verified('ann'),
    signIn('signs in after', 200),
  ],
};
