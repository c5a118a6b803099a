import { password, signUp } from '../_people.mjs';

const evil = 'https://evil.example.org';
const json = { email: '{{ann}}', password };
const signsIn = (/** @type {string} */ how, /** @type {any} */ rest, /** @type {any} */ expect = 200) => ({
  does: `signs in ${how}`,
  post: '/sign-in/email',
  json,
  ...rest,
  expect,
});
const from = (/** @type {string} */ origin, /** @type {any} */ expect) => ({
  does: `updates from ${origin}`,
  jar: 'ann',
  post: '/update-user',
  headers: { origin },
  json: { name: 'x' },
  expect,
});
const goes = (/** @type {string} */ redirectTo, /** @type {any} */ expect) => ({
  does: `goes to ${redirectTo}`,
  post: '/request-password-reset',
  json: { email: '{{nobody}}', redirectTo },
  expect,
});
const no = '403 INVALID_ORIGIN';
const not = '403 INVALID_REDIRECT_URL';

export default {
  title: 'Paths without checks, and patterns of origins',
  profile: 'paths-unchecked',
  steps: [
    signUp('ann'),
    signsIn(
      'across sites',
      { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } },
      '403 CROSS_SITE_NAVIGATION_LOGIN_BLOCKED',
    ),
    signsIn('across sites by a script', {
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', origin: evil },
    }),
    signsIn('from a stranger', { headers: { origin: evil } }),
    signsIn('from a stranger, with cookies', { jar: 'ann', headers: { origin: evil } }),
    signsIn('to a stranger', { json: { ...json, callbackURL: evil } }),
    {
      does: 'signs up across sites',
      post: '/sign-up/email',
      headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
      json: { name: 'x', ...json },
      expect: '403 CROSS_SITE_NAVIGATION_LOGIN_BLOCKED',
    },
    {
      does: 'signs up from a stranger',
      post: '/sign-up/email',
      headers: { origin: evil },
      json: { name: 'x', ...json },
      expect: no,
    },
    { does: 'verifies', get: '/verify-email', query: { token: 'x', callbackURL: evil }, expect: 302 },
    { does: 'resets', get: '/reset-password/unknown', query: { callbackURL: evil }, expect: 302 },
    { does: 'resets another', get: '/reset-password/other', query: { callbackURL: evil }, expect: 403 },
    from('http://anything:8080', 200),
    from('http://a.b.c:8080', 200),
    from('https://anything:8080', no),
    from('http://anything:80801', no),
    from('https://a.pages.example.com', 200),
    from('http://a.b.pages.example.com', 200),
    from('https://a.pages.example.com:3000', no),
    from('https://a.slash.example.com', no),
    from('http://10.0.0.1:8100', 200),
    from('http://10.0.evil.org:8100', no),
    from('exp://10.0.0.1:19000', 200),
    from('null', '403 MISSING_OR_NULL_ORIGIN'),
    {
      ...from(evil, no),
      does: 'updates by an old referer',
      headers: { origin: null, referer: 'null' },
      expect: 403,
    },
    {
      does: 'updates with an empty cookie',
      post: '/update-user',
      headers: { cookie: '', origin: evil },
      json: { name: 'x' },
      expect: no,
    },
    goes('exp://somewhere/else?x', 200),
    goes('EXP://Somewhere', 200),
    goes('myapp://open/here', 200),
    goes('MyApp://OPEN//here/', 200),
    goes('myapp://open/here/./more', 200),
    goes('myapp://open/hereafter', not),
    goes('myapp://open/here/../there', not),
    goes('myapp://open/%68ere', 200),
    goes('other://a.host/any/thing', 200),
    goes('other://a.b.host/any', 200),
    goes('other://u@a.host/any', not),
    goes('https://u:p@a.pages.example.com/x', 200),
    goes('http://anything:8080/%zz', 200),
  ],
};
