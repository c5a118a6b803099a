import { session } from '../_people.mjs';

export default {
  title: 'A browser that only looks ahead uses up no link',
  profile: 'as-it-comes',
  steps: [
    {
      does: 'asks for a link',
      post: '/sign-in/magic-link',
      json: { email: '{{ann}}', callbackURL: '/home' },
      expect: 200,
    },
    { does: 'gets a mail', mail: '{{ann}}', capture: { link: 'url' } },
    { does: 'looks ahead', get: '{{link}}', headers: { 'sec-purpose': 'prefetch' }, expect: 302 },
    { does: 'follows the link', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'by the link'),
  ],
};
