import { bodies, password, signUp } from '../_people.mjs';
import { signedCookie } from '../_forge.mjs';

const invalid = '400 VALIDATION_ERROR';
const get = (/** @type {string} */ path, /** @type {string | number} */ expect, more = {}) => ({
  does: `gets ${path}`,
  get: path,
  jar: 'ann',
  expect,
  ...more,
});

export default {
  title: 'Input that no client sends: empty lists for texts, odd escapes, other types',
  profile: 'everything',
  steps: [
    signUp('ann'),
    // A text's shortest length is asked of lists too.
    ...bodies({ post: '/sign-up/email' }, [
      ['signs up with a list for a password', { name: 'x', email: '{{bob}}', password: [] }, invalid],
      ['signs up with a full list for a password', { name: 'x', email: '{{bob}}', password: ['a'] }, invalid],
      [
        'signs up with a number for a name',
        { name: 'x', email: '{{bob}}', password, username: 7 },
        '422 FAILED_TO_CREATE_USER',
      ],
      [
        'signs up with a truth for a name',
        { name: 'x', email: '{{bob}}', password, username: true },
        '422 FAILED_TO_CREATE_USER',
      ],
      ['signs up with nought for a name', { name: 'x', email: '{{bob}}', password, username: 0 }, 200],
    ]),
    ...bodies({ jar: 'ann', post: '/organization/create' }, [
      ['makes an organization of lists', { name: [], slug: [] }, invalid],
    ]),
    ...bodies({ jar: 'ann', post: '/organization/update' }, [
      ['changes an organization into lists', { data: { name: [], slug: [] } }, invalid],
    ]),
    ...bodies({ jar: 'ann', post: '/passkey/update-passkey' }, [
      ['names a passkey by a list', { id: 'x', name: [] }, invalid],
    ]),
    ...bodies({ jar: 'ann', post: '/admin/set-user-password' }, [
      ['sets a list as a password', { userId: 'x', newPassword: [] }, invalid],
    ]),
    ...bodies({ jar: 'ann', post: '/phone-number/send-otp' }, [
      ['sends a code to no number', { phoneNumber: '' }, 200],
    ]),
    // Escapes that are none, and characters that browsers leave alone in a form.
    get('/error?error=x&error_description=%25_*~!()', 302),
    get('/error?error=x&error_description=%E4%A', 302),
    get('/error?error=x&error_description=%zz%', 302),
    get(
      '/reset-password/unknown?callbackURL=https%3A%2F%2Fapp.example.com%2Fx%3Fa%3D%2520%26b%26c%3D*~%23d',
      302,
    ),
    get('/magic-link/verify?token=unknown&callbackURL=%2Fx%3Fa%3D%2520%26b%26c%3D*~%23d', 302),
    get('/organization/list-members?filterField=role', 400),
    ...['limit=1&limit=2', 'limit=1e30', 'limit=1.5', 'limit=-1', 'organizationId='].map((query) =>
      get(`/api-key/list?${query}`, query === 'organizationId=' ? 200 : invalid),
    ),
    // Codes of devices are looked up before the session is.
    get('/device?user_code=ABCDEFGH', 400, {
      jar: undefined,
      headers: { cookie: `better-auth.session_token=${signedCookie('n'.repeat(32))}` },
    }),
    ...['text/plain', 'application/vnd.api+json'].map((type) => ({
      does: `asks for codes as ${type}`,
      post: '/device/code',
      text: '{"client_id":"tv"}',
      type,
      expect: 415,
    })),
  ],
};
