import { password, session, signIn, verified } from '../_people.mjs';
import { people, post, posts } from '../_admin.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const subject = newSubject();

/** @param {string} when @param {any} to what the last request of each way answers */
const ways = (when, to) => [
  {
    does: `by password, ${when}`,
    jar: 'b1',
    post: '/sign-in/email',
    json: { email: '{{bob}}', password },
    expect: to.json,
  },
  {
    does: `by name, ${when}`,
    jar: 'b2',
    post: '/sign-in/username',
    json: { username: 'bob_of_ways', password },
    expect: to.json,
  },
  {
    does: `asks for a link, ${when}`,
    post: '/sign-in/magic-link',
    json: { email: '{{bob}}', callbackURL: '/home', errorCallbackURL: '/failed' },
    expect: 200,
  },
  { does: `gets a link, ${when}`, mail: '{{bob}}', count: to.mails + 1, capture: { link: 'url' } },
  { does: `by link, ${when}`, jar: 'b3', get: '{{link}}', expect: to.link },
  {
    does: `asks for a code, ${when}`,
    post: '/email-otp/send-verification-otp',
    json: { email: '{{bob}}', type: 'sign-in' },
    expect: 200,
  },
  {
    does: `gets a code, ${when}`,
    mail: '{{bob}}',
    count: to.mails + 2,
    capture: { otp: (/** @type {any} */ mail) => mail.otp },
  },
  {
    does: `by code, ${when}`,
    jar: 'b4',
    post: '/sign-in/email-otp',
    json: { email: '{{bob}}', otp: '{{otp}}' },
    expect: to.json,
  },
  ...round(`by provider, ${when}`, {
    as: profile('bob', { id: subject }),
    jar: 'b5',
    start: { errorCallbackURL: '/failed' },
  }),
  session('b5', `by the provider, ${when}`),
];

export default {
  title: 'A ban holds whatever the way to sign in',
  profile: 'admin-ways',
  steps: [
    people(),
    verified('bob'),
    {
      does: 'bob has a name',
      setup: true,
      jar: 'bob',
      post: '/update-user',
      json: { username: 'bob_of_ways' },
      expect: 200,
    },
    ways('before', { json: 200, link: 302, mails: 0 }),
    {
      does: 'bob makes a one-time token',
      jar: 'bob',
      get: '/one-time-token/generate',
      expect: 200,
      capture: { once: 'body.token' },
    },
    post('bob is banned', 'ann', 'ban-user', { userId: '{{bobId}}' }, 200),
    ways('during', { json: '403 BANNED_USER', link: '403 BANNED_USER', mails: 2 }),
    {
      does: 'by one-time token, during',
      jar: 'b6',
      post: '/one-time-token/verify',
      json: { token: '{{once}}' },
      expect: 400,
    },
    {
      does: 'a bearer token, during',
      get: '/get-session',
      headers: { authorization: 'Bearer {{bobToken}}' },
      expect: 200,
    },
    post('bob is free', 'ann', 'unban-user', { userId: '{{bobId}}' }, 200),
    ways('after', { json: 200, link: 302, mails: 4 }),
    {
      does: 'a bearer token of an administrator',
      get: '/admin/get-user',
      query: { id: '{{cidId}}' },
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
    },
    posts('ann', 'impersonate-user', [['beside multi-session', { userId: '{{cidId}}' }, 200]]),
    posts('ann', 'stop-impersonating', [['beside multi-session', {}, 200]]),
    signIn('cid', { does: 'cid signs in', setup: false }),
  ],
};
