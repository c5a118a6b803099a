import { password, session, signUp } from '../_people.mjs';

const post = (/** @type {string} */ path, /** @type {any} */ json) => ({
  does: `asks for ${path}`,
  jar: 'ann',
  post: path,
  json,
  expect: 200,
});

export default {
  title: 'The session that a new factor begins has what the old one showed, and its defaults anew',
  profile: 'two-factor-options',
  steps: [
    signUp('ann'),
    post('/update-session', { theme: 'dark', layout: 'narrow', note: 'by hand' }),
    post('/two-factor/enable', { password }),
    session('ann'),
    { does: 'the new session is stored', rows: 'session', where: { userId: '{{annId}}' } },
    post('/two-factor/disable', { password }),
    session('ann', 'without the factor'),
  ],
};
