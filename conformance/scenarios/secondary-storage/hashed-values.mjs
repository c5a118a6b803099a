import { createHash } from 'node:crypto';
import { session, signUp } from '../_people.mjs';

const reset = (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1);

export default {
  title: 'One-time values under the hash of their identifier, and a session cached in a cookie',
  profile: 'secondary-hashed',
  steps: [
    signUp('ann', { setup: false }),
    { does: 'the session is lost', setup: true, forget: '{{annToken}}' },
    session('ann', 'from the cookie'),
    {
      does: 'asks past the cookie',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    { does: 'asks for a reset', post: '/request-password-reset', json: { email: '{{ann}}' }, expect: 200 },
    { does: 'gets a mail', mail: '{{ann}}', capture: { token: reset } },
    {
      does: 'hashes',
      let: {
        key: (/** @type {any} */ { token }) =>
          createHash('sha256').update(`reset-password:${token}`).digest('base64url'),
      },
    },
    { does: 'the value is kept', stored: 'verification:{{key}}' },
    {
      does: 'resets',
      post: '/reset-password',
      json: { newPassword: 'another long phrase', token: '{{token}}' },
      expect: 200,
    },
    { does: 'the value is gone', stored: 'verification:{{key}}' },
  ],
};
