import { password, session, signUp } from '../_people.mjs';

const token = (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token');

export default {
  title: 'Deleting an account through a mail',
  profile: 'delete-by-mail',
  steps: [
    signUp('ann'),
    signUp('bob'),
    { does: 'asks for it', jar: 'ann', post: '/delete-user', json: { callbackURL: '/goodbye' }, expect: 200 },
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url', token } },
    { does: 'looks at the stored token', rows: 'verification', where: { value: '{{annId}}' } },
    { does: 'follows the link as a stranger', get: '{{link}}', expect: '404 FAILED_TO_GET_USER_INFO' },
    { does: 'bob follows the link', jar: 'bob', get: '{{link}}', expect: '404 INVALID_TOKEN' },
    { does: 'the token is gone or not', rows: 'verification', where: { value: '{{annId}}' } },
    { does: 'follows the link', jar: 'ann', get: '{{link}}', expect: 404 },
    { does: 'asks again', jar: 'ann', post: '/delete-user', json: { password }, expect: 200 },
    { does: 'gets another mail', mail: '{{ann}}', count: 2, capture: { link: 'url', token } },
    {
      does: 'follows the new link to a stranger',
      jar: 'ann',
      get: '/delete-user/callback',
      query: { token: '{{token}}', callbackURL: 'https://evil.example.org' },
      expect: '403 INVALID_CALLBACK_URL',
    },
    { does: 'follows the new link', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'after the end'),
    { does: 'leaves no user', rows: 'user', where: { id: '{{annId}}' } },
    { does: 'bob asks', jar: 'bob', post: '/delete-user', json: {}, expect: 200 },
    { does: 'bob gets a mail', mail: '{{bob}}', capture: { token } },
    {
      does: 'the token runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 5 } },
      where: { value: '{{bobId}}' },
    },
    {
      does: 'bob deletes with a token that ran out',
      jar: 'bob',
      post: '/delete-user',
      json: { token: '{{token}}' },
      expect: '404 INVALID_TOKEN',
    },
    { does: 'bob asks again', jar: 'bob', post: '/delete-user', json: {}, expect: 200 },
    { does: 'bob gets another mail', mail: '{{bob}}', count: 2, capture: { token } },
    {
      does: 'bob deletes with the token',
      jar: 'bob',
      post: '/delete-user',
      json: { token: '{{token}}' },
      expect: 200,
    },
    session('bob', 'after the end'),
  ],
};
