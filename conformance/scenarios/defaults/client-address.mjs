import { session, signUp } from '../_people.mjs';

export default {
  title: "The client's address is the socket's unless proxies are trusted",
  profile: 'as-it-comes',
  steps: [signUp('ann', { setup: false, headers: { 'x-forwarded-for': '203.0.113.7' } }), session('ann')],
};
