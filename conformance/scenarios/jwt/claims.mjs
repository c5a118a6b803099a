import { becomes } from '../_admin.mjs';
import { session, signIn, signUp } from '../_people.mjs';

/** @param {string} when */
const token = (when) => ({ does: `asks for a token ${when}`, jar: 'ann', get: '/token', expect: 200 });

/** @param {string} does @param {string} path @param {any} json */
const organize = (does, path, json) => ({
  does,
  jar: 'ann',
  post: `/organization/${path}`,
  json,
  expect: 200,
});

export default {
  title: 'Tokens say the role, the active organization and the session',
  profile: 'jwt-claims',
  steps: [
    signUp('ann'),
    token('without an organization'),
    { ...session('ann', 'and finds a token in the header'), capture: { jwt: 'headers.set-auth-jwt' } },
    organize('makes an organization', 'create', { name: 'School', slug: 'school-of-claims' }),
    token('in it'),
    session('ann', 'in it'),
    organize('leaves the office', 'set-active', { organizationId: null }),
    token('outside of it'),
    becomes('ann', 'admin'),
    signIn('ann'),
    token('as an administrator'),
    session('ann', 'as an administrator'),
    {
      does: 'asks by the official client',
      jar: 'ann',
      plugins: ['jwt'],
      client: async (/** @type {any} */ client) => await client.token(),
    },
  ],
};
