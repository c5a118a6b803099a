import { bodies, session, signUp } from '../_people.mjs';

const generate = {
  get: '/one-time-token/generate',
  jar: 'ann',
  expect: 200,
  capture: { token: 'body.token' },
};
const verify = (/** @type {string} */ does, /** @type {string} */ jar, /** @type {any} */ expect) => ({
  does,
  jar,
  post: '/one-time-token/verify',
  json: { token: '{{token}}' },
  expect,
});

export default {
  title: 'A token hands a session over once',
  profile: 'one-time-token',
  steps: [
    signUp('ann'),
    { does: 'asks as a stranger', get: '/one-time-token/generate', expect: '401 UNAUTHORIZED' },
    { does: 'posts for a token', jar: 'ann', post: '/one-time-token/generate', json: {}, expect: 404 },
    { does: 'asks for a token', ...generate },
    { does: 'looks at what is stored', rows: 'verification', where: { value: '{{annToken}}' } },
    verify('takes the session over', 'desktop', 200),
    session('desktop'),
    verify('uses the token again', 'thief', 400),
    ...bodies({ post: '/one-time-token/verify' }, [
      ['sends no token', {}, '400 VALIDATION_ERROR'],
      ['sends a number', { token: 1 }, '400 VALIDATION_ERROR'],
      ['sends an unknown token', { token: 'unknown' }, 400],
      ['sends an empty token', { token: '' }, 400],
    ]),
    { does: 'asks for a second token', ...generate },
    {
      does: 'the second token runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 10 } },
      where: { value: '{{annToken}}' },
    },
    verify('uses a token that ran out', 'late', 400),
    { does: 'asks for a third token', ...generate },
    {
      does: 'the session ends',
      setup: true,
      update: 'session',
      set: { expiresAt: { ago: 10 } },
      where: { token: '{{annToken}}' },
    },
    verify('takes over a session that ended', 'late', 400),
    session('late'),
  ],
};
