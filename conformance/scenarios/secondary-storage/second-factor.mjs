import { password, session, signUp } from '../_people.mjs';
import { kept } from '../_secondary.mjs';

const post = (/** @type {string} */ path, /** @type {any} */ json, capture = {}) => ({
  does: `asks for ${path}`,
  jar: 'ann',
  post: path,
  json,
  capture,
  expect: 200,
});

export default {
  title: 'The session that a new factor begins is kept as the one it takes the place of',
  profile: 'secondary',
  steps: [
    signUp('ann'),
    post('/update-session', { theme: 'dark', layout: 'narrow' }),
    post('/two-factor/enable', { password }),
    { ...session('ann'), capture: { annToken: 'body.session.token' } },
    kept('ann', 'with a factor'),
  ],
};
