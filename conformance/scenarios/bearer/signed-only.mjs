import { signedCookie } from '../_forge.mjs';
import { signUp } from '../_people.mjs';

const ask = (/** @type {string} */ does, /** @type {any} */ authorization) => ({
  does,
  get: '/get-session',
  headers: { authorization },
  expect: 200,
});

export default {
  title: 'requireSignature refuses raw tokens',
  profile: 'bearer-signed',
  steps: [
    signUp('ann', { setup: false }),
    ask('brings the raw token', 'Bearer {{annToken}}'),
    ask('brings it signed', (/** @type {any} */ v) => `Bearer ${signedCookie(v.annToken)}`),
    {
      does: 'updates with a raw token',
      post: '/update-user',
      headers: { authorization: 'Bearer {{annToken}}' },
      json: { name: 'x' },
      expect: '401 UNAUTHORIZED',
    },
  ],
};
