import { password } from '../_people.mjs';

/** @param {string} host @param {string} proto @param {string} who */
const through = (host, proto, who) => [
  {
    does: `${who} signs up at ${proto}://${host}`,
    jar: `${who} ${proto}`,
    post: '/sign-up/email',
    headers: { host, origin: `${proto}://${host}`, 'x-forwarded-proto': proto },
    json: { name: who, email: `{{${who}}}`, password },
    expect: 200,
  },
  {
    does: `${who} has a session at ${proto}://${host}`,
    jar: `${who} ${proto}`,
    get: '/get-session',
    headers: { host, 'x-forwarded-proto': proto },
    expect: 200,
  },
  {
    does: `${who} lists the sessions of the browser`,
    jar: `${who} ${proto}`,
    get: '/multi-session/list-device-sessions',
    headers: { host, 'x-forwarded-proto': proto },
    expect: 200,
  },
  {
    does: `${who} signs out`,
    jar: `${who} ${proto}`,
    post: '/sign-out',
    headers: { host, origin: `${proto}://${host}`, 'x-forwarded-proto': proto },
    json: {},
    expect: 200,
  },
];

export default {
  title: 'Cookies of a common domain are secure where the host of the request has https',
  profile: 'mixed-hosts',
  steps: [
    through('a.example.com', 'http', 'ann'),
    through('b.example.com', 'https', 'bob'),
    through('elsewhere.org', 'http', 'cid').slice(1, 2),
  ],
};
