import { password } from '../_people.mjs';

export default {
  title: 'basePath moves every endpoint and every link',
  profile: 'base-path',
  steps: [
    { does: 'asks below the new base path', get: '/ok', expect: 200 },
    {
      does: 'signs up',
      post: '/sign-up/email',
      jar: 'ann',
      json: { name: 'Ann', email: '{{ann}}', password },
      expect: 200,
    },
    { does: 'has the session', get: '/get-session', jar: 'ann', expect: 200 },
    {
      does: 'asks for a reset',
      post: '/request-password-reset',
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets a link below the new base path', mail: '{{ann}}', capture: { link: 'url' } },
    { does: 'follows the link', get: '{{link}}', expect: 302 },
  ],
};
