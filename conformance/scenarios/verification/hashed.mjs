import { signUp } from '../_people.mjs';

export default {
  title: 'Identifiers of one-time values are hashed, but for some',
  profile: 'hashed-identifiers',
  steps: [
    signUp('ann'),
    { does: 'asks for a reset', post: '/request-password-reset', json: { email: '{{ann}}' }, expect: 200 },
    { does: 'looks at the stored reset', rows: 'verification', where: { value: '{{annId}}' } },
    {
      does: 'gets the link',
      mail: '{{ann}}',
      capture: { reset: (/** @type {any} */ mail) => new URL(mail.url).pathname.split('/').at(-1) },
    },
    {
      does: 'resets',
      post: '/reset-password',
      json: { newPassword: 'another long phrase', token: '{{reset}}' },
      expect: 200,
    },
    {
      does: 'resets again',
      post: '/reset-password',
      json: { newPassword: 'another long phrase', token: '{{reset}}' },
      expect: '400 INVALID_TOKEN',
    },
    { does: 'asks for the deletion', jar: 'ann', post: '/delete-user', json: {}, expect: 200 },
    { does: 'looks at the stored deletion', rows: 'verification', where: { value: '{{annId}}' } },
    {
      does: 'gets the other link',
      mail: '{{ann}}',
      count: 2,
      capture: { token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
    },
    {
      does: 'deletes with a token nobody has',
      jar: 'ann',
      get: '/delete-user/callback',
      query: { token: 'unknown' },
      expect: '404 INVALID_TOKEN',
    },
    {
      does: 'deletes',
      jar: 'ann',
      get: '/delete-user/callback',
      query: { token: '{{token}}' },
      expect: 200,
    },
    { does: 'looks for what is left', rows: 'verification', where: { value: '{{annId}}' } },
  ],
};
