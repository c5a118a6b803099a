import { password, session, signIn } from '../_people.mjs';

const signUp = (/** @type {string} */ does, /** @type {any} */ json) => ({
  does,
  jar: 'ann',
  post: '/sign-up/email',
  json: { name: 'Ann', email: '{{ann}}', password, ...json },
  expect: 200,
});

export default {
  title: 'With autoSignIn off a taken address looks like a new one',
  profile: 'no-auto-sign-in',
  steps: [
    signUp('signs up', { image: 'https://example.com/a.png' }),
    session('ann', 'and has none'),
    signUp('signs up with a taken address', { name: 'Eve', image: 'https://example.com/e.png' }),
    signUp('signs up with a taken address and no image', { name: 'Eve' }),
    { does: 'is one user', rows: 'user', where: { email: '{{ann}}' } },
    signIn('ann', { setup: false }),
    session('ann'),
  ],
};
