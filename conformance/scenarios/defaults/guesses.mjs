import { signIn, signUp } from '../_people.mjs';

const guess = (/** @type {number} */ count) =>
  Array.from({ length: count }, (_, index) => ({
    does: `guesses, ${index + 1}`,
    post: '/sign-in/email',
    json: { email: '{{ann}}', password: 'wrong password' },
    expect: 401,
  }));

export default {
  title: 'Guesses at one account are counted even where requests are not',
  profile: 'as-it-comes',
  steps: [
    signUp('ann'),
    guess(9),
    signIn('ann', { as: 'phone', setup: false }),
    ...guess(11).map((step) => ({ ...step, does: step.does.replace('guesses', 'guesses again') })),
  ],
};
