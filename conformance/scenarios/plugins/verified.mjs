import { password, session, signUp } from '../_people.mjs';

export default {
  title: 'Addresses that must be verified, with UUIDs and sessions in a cookie',
  profile: 'everything-verified',
  steps: [
    ...['first', 'second'].map((when) =>
      signUp('ann', { does: `ann signs up, the ${when} time`, capture: {} }),
    ),
    { does: 'ann has the mails', mail: '{{ann}}', count: 'any', capture: { link: 'url' } },
    { does: 'ann changes nothing yet', jar: 'ann', post: '/update-user', json: { name: 'x' }, expect: 401 },
    {
      does: 'ann signs in too early',
      jar: 'ann',
      post: '/sign-in/email',
      json: { email: '{{ann}}', password },
      expect: '403 EMAIL_NOT_VERIFIED',
    },
    { does: 'ann has a link by now', mail: '{{ann}}', count: 'any', capture: { link: 'url' } },
    { does: 'ann follows it', jar: 'ann', get: '{{link}}', expect: 302 },
    session('ann', 'at once'),
    {
      does: 'ann looks past the cookie',
      jar: 'ann',
      get: '/get-session?disableCookieCache=true',
      expect: 200,
    },
  ],
};
