import { session, signUp } from '../_people.mjs';

const ask = (/** @type {string} */ who, /** @type {string} */ address) => [
  signUp(who, { setup: false, headers: { 'x-forwarded-for': address, 'x-real-ip': '192.0.2.77' } }),
  session(who),
];

export default {
  title: 'Where a session was made, behind proxies',
  profile: 'proxies',
  steps: [
    ask('ann', '203.0.113.7, 10.1.2.3'),
    ask('bob', '198.51.100.1, 203.0.113.9'),
    ask('cid', '2001:db8:1:2:3:4:5:6, 10.0.0.1, 10.0.0.2'),
    ask('dan', 'unknown, 10.0.0.1'),
    {
      does: 'signs up by the second header',
      post: '/sign-up/email',
      jar: 'nobody',
      headers: { 'x-real-ip': '192.0.2.78' },
      json: { name: 'N', email: '{{nobody}}', password: 'long enough 1' },
      expect: 200,
    },
    session('nobody'),
  ],
};
