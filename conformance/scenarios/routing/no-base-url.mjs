import { password } from '../_people.mjs';

const host = { host: 'auth.internal:8080' };

export default {
  title: 'Without a base URL the request tells it',
  profile: 'no-base-url',
  steps: [
    {
      does: 'signs up',
      jar: 'ann',
      post: '/sign-up/email',
      headers: { ...host, origin: 'http://auth.internal:8080' },
      json: { name: 'Ann', email: '{{ann}}', password },
      expect: 200,
    },
    {
      does: 'asks for a reset',
      post: '/request-password-reset',
      headers: host,
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets a link to the host of the request', mail: '{{ann}}', capture: { link: 'url' } },
    {
      does: 'names a forwarded host that is not trusted',
      post: '/request-password-reset',
      headers: { ...host, 'x-forwarded-host': 'evil.example.org' },
      json: { email: '{{ann}}', redirectTo: '/reset' },
      expect: 200,
    },
    { does: 'gets a second link', mail: '{{ann}}', count: 2 },
    {
      does: 'comes by a proxy with TLS',
      post: '/request-password-reset',
      headers: { ...host, 'x-forwarded-proto': 'https' },
      json: { email: '{{ann}}', redirectTo: 'https://auth.internal:8080/reset' },
      expect: 200,
    },
    { does: 'gets a third link', mail: '{{ann}}', count: 3 },
    {
      does: 'changes its name without an origin, by a proxy with TLS',
      jar: 'ann',
      post: '/update-user',
      headers: { ...host, 'x-forwarded-proto': 'https', origin: 'null', 'sec-fetch-site': 'same-origin' },
      json: { name: 'Anna' },
      expect: 200,
    },
    {
      does: 'changes its name from its own origin',
      jar: 'ann',
      post: '/update-user',
      headers: { ...host, origin: 'http://auth.internal:8080' },
      json: { name: 'Anna' },
      expect: 200,
    },
    {
      does: 'changes its name from another origin',
      jar: 'ann',
      post: '/update-user',
      headers: { ...host, origin: 'http://localhost:3000' },
      json: { name: 'Anna' },
      expect: '403 INVALID_ORIGIN',
    },
  ],
};
