import { password, signUp } from '../_people.mjs';

export default {
  title: 'disableOriginCheck beside an explicit disableCSRFCheck trusts origins, and no navigation',
  profile: 'navigations-checked',
  steps: [
    signUp('ann'),
    {
      does: 'updates from a stranger',
      jar: 'ann',
      post: '/update-user',
      headers: { origin: 'https://evil.example.org' },
      json: { name: 'x' },
      expect: 200,
    },
    {
      does: 'signs in from a stranger',
      post: '/sign-in/email',
      headers: { origin: 'https://evil.example.org' },
      json: { email: '{{ann}}', password },
      expect: 200,
    },
    {
      does: 'navigates across sites',
      post: '/sign-in/email',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      json: { email: '{{ann}}', password },
      expect: '403 CROSS_SITE_NAVIGATION_LOGIN_BLOCKED',
    },
  ],
};
