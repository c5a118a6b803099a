import { password } from '../_people.mjs';

/** @param {string} host @param {string} proto @param {string} who */
const at = (host, proto, who) => {
  const headers = { host, origin: `${proto}://${host}`, 'x-forwarded-proto': proto };
  const jar = `${who} ${host}`;
  return [
    {
      does: `${who} signs up at ${host}`,
      jar,
      post: '/sign-up/email',
      headers,
      json: { name: who, email: `{{${who}}}`, password },
      expect: 200,
    },
    { does: `${who} has a session at ${host}`, jar, get: '/get-session', headers, expect: 200 },
    {
      does: `${who} lists the sessions of the browser at ${host}`,
      jar,
      get: '/multi-session/list-device-sessions',
      headers,
      expect: 200,
    },
    { does: `${who} signs out at ${host}`, jar, post: '/sign-out', headers, json: {}, expect: 200 },
  ];
};

export default {
  title: 'Without a domain, cookies are shared below the host of each request',
  profile: 'shared-hosts',
  steps: [
    at('a.example.com', 'http', 'ann'),
    at('b.example.com', 'https', 'bob'),
    at('book.example.org:8443', 'https', 'cid'),
    at('C.Example.com', 'https', 'dan'),
    {
      does: 'a host that nobody allowed is taken for the one to fall back on',
      post: '/sign-in/email',
      headers: { host: 'elsewhere.org', origin: 'https://main.example.com', 'x-forwarded-proto': 'http' },
      json: { email: '{{ann}}', password },
      expect: 200,
    },
  ],
};
