import { session, signUp } from '../_people.mjs';
import { kept } from '../_secondary.mjs';

const sets = (/** @type {string} */ what, /** @type {any} */ theme) => ({
  does: `ann sets ${what}`,
  jar: 'ann',
  post: '/update-session',
  json: { theme },
  expect: 200,
});

export default {
  title: 'A field has its type in secondary storage too',
  profile: 'sessions-as-they-come',
  steps: [
    signUp('ann'),
    { ...session('ann'), capture: { annToken: 'body.session.token' } },
    kept('ann', 'at first'),
    sets('a text', 'dark'),
    kept('ann', 'with a text'),
    sets('a number', 7),
    session('ann', 'with a number'),
    sets('a truth', true),
    session('ann', 'with a truth'),
  ],
};
