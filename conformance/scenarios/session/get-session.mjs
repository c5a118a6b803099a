import { signedCookie } from '../_forge.mjs';
import { session, signUp } from '../_people.mjs';

const name = 'better-auth.session_token';
const bring = (/** @type {string} */ does, /** @type {any} */ cookie) => ({
  does,
  get: '/get-session',
  headers: { cookie },
  expect: 200,
});
const signed = (/** @type {any} */ v) => signedCookie(v.annToken);

export default {
  title: 'Which cookies are a session',
  steps: [
    signUp('ann'),
    { does: 'brings nothing', get: '/get-session', expect: 200 },
    session('ann'),
    bring('brings an empty cookie', `${name}=`),
    bring('brings garbage', `${name}=garbage`),
    bring('brings the bare token', `${name}={{annToken}}`),
    bring(
      'brings a wrong signature',
      (/** @type {any} */ v) => `${name}=${signedCookie(v.annToken, 'another key')}`,
    ),
    bring('brings a short signature', `${name}={{annToken}}.abc%3D`),
    bring(
      'brings a signature without a value',
      (/** @type {any} */ v) => `${name}=.${signed(v).split('.')[1]}`,
    ),
    bring('brings a signed token nobody has', `${name}=${signedCookie('A'.repeat(32))}`),
    bring('brings a signed empty value', `${name}=${signedCookie('')}`),
    bring('brings it encoded', (/** @type {any} */ v) => `${name}=${signed(v)}`),
    bring('brings it decoded', (/** @type {any} */ v) => `${name}=${decodeURIComponent(signed(v))}`),
    bring('brings it in quotes', (/** @type {any} */ v) => `${name}="${signed(v)}"`),
    bring(
      'brings it with small hex digits',
      (/** @type {any} */ v) =>
        `${name}=${signed(v).replace(/%../g, (/** @type {string} */ x) => x.toLowerCase())}`,
    ),
    bring('brings broken percent signs', (/** @type {any} */ v) => `${name}=${signed(v)}%zz`),
    bring(
      'brings it twice, the good one first',
      (/** @type {any} */ v) => `${name}=${signed(v)}; ${name}=garbage`,
    ),
    bring(
      'brings it twice, the bad one first',
      (/** @type {any} */ v) => `${name}=garbage; ${name}=${signed(v)}`,
    ),
    bring('brings it among others', (/** @type {any} */ v) => `a=b; ;=; ${name}=${signed(v)};c`),
    bring('brings it without spaces', (/** @type {any} */ v) => `a=b;${name}=${signed(v)};c=d`),
    bring('brings it under the secure name', (/** @type {any} */ v) => `__Secure-${name}=${signed(v)}`),
    bring('brings it under another prefix', (/** @type {any} */ v) => `other.session_token=${signed(v)}`),
    bring('brings it in another case', (/** @type {any} */ v) => `Better-Auth.Session_Token=${signed(v)}`),
    bring(
      'brings a cache although there is none',
      (/** @type {any} */ v) => `${name}=${signed(v)}; better-auth.session_data=stale`,
    ),
    bring(
      'brings a cache in pieces although there is none',
      (/** @type {any} */ v) =>
        `${name}=${signed(v)}; better-auth.session_data.0=a; better-auth.session_data.1=b`,
    ),
    bring('brings only a cache', 'better-auth.session_data=stale'),
    {
      does: 'asks to refuse the cache',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: 'true' },
      expect: 200,
    },
    {
      does: 'asks for no refresh',
      jar: 'ann',
      get: '/get-session',
      query: { disableRefresh: 'false' },
      expect: 200,
    },
    {
      does: 'asks with empty values',
      jar: 'ann',
      get: '/get-session?disableCookieCache=&disableRefresh=',
      expect: 200,
    },
    {
      does: 'asks with repeated values',
      jar: 'ann',
      get: '/get-session?disableRefresh=1&disableRefresh=2',
      expect: 200,
    },
    {
      does: 'asks with an unknown query',
      jar: 'ann',
      get: '/get-session',
      query: { other: 'x' },
      expect: 200,
    },
    {
      does: 'posts',
      jar: 'ann',
      post: '/get-session',
      expect: '405 METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED',
    },
    { does: 'posts JSON', jar: 'ann', post: '/get-session', json: {}, expect: 405 },
    {
      does: 'posts malformed JSON',
      jar: 'ann',
      post: '/get-session',
      type: 'application/json',
      text: '{',
      expect: 405,
    },
    { does: 'posts as a stranger', post: '/get-session', json: {}, expect: 405 },
    {
      does: 'gets from another site',
      jar: 'ann',
      get: '/get-session',
      headers: { origin: 'https://evil.example.org' },
      expect: 200,
    },
  ],
};
