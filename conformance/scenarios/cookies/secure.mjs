import { session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'Behind https cookies are secure, in name and attribute',
  profile: 'https',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    signIn('ann', { as: 'cafe', setup: false, json: { rememberMe: false } }),
    {
      does: 'brings the cookie under its plain name',
      get: '/get-session',
      headers: { cookie: (/** @type {any} */ v) => `better-auth.session_token=${v.cookie ?? 'x'}` },
      expect: 200,
    },
    { does: 'comes from home', jar: 'ann', post: '/update-user', json: { name: 'x' }, expect: 200 },
    {
      does: 'comes from home without TLS',
      jar: 'ann',
      post: '/update-user',
      headers: { origin: 'http://auth.example.com' },
      json: { name: 'x' },
      expect: '403 INVALID_ORIGIN',
    },
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
