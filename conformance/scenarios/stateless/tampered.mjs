import { session } from '../_people.mjs';
import { signedCookie } from '../_forge.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { tokens } from '../_stateless.mjs';

/** Another letter in the ciphertext. @param {any} value */
const spoil = (value) => {
  const at = Math.floor(value.length / 2);
  return value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
};

const both = {
  session: 'cookies.session_data',
  account: 'cookies.account_data',
  token: 'cookies.session_token',
};

/** @param {string} who @param {string} when */
const copies = (who, when) => ({
  does: `copies the cookies of ${who} ${when}`,
  jar: who,
  post: '/update-user',
  json: { name: `${who} ${when}` },
  expect: 200,
  capture: both,
});

export default {
  title: 'Cookies that were changed, mixed or made up',
  profile: 'stateless',
  own: true,
  steps: [
    round('ann', { as: profile('ann', { id: newSubject() }) }),
    round('bob', { as: profile('bob', { id: newSubject() }) }),
    copies('ann', 'first'),
    { does: 'spoils the session', setup: true, jar: 'ann', cookies: { session_data: spoil } },
    session('ann', 'that is spoilt, from memory'),
    { does: 'spoils the account', setup: true, jar: 'ann', cookies: { account_data: spoil } },
    {
      does: 'gets a token of a spoilt account',
      jar: 'ann',
      post: '/get-access-token',
      json: { useAccountCookie: true },
      expect: '400 ACCOUNT_NOT_FOUND',
    },
    { does: 'takes the session of ann', setup: true, jar: 'bob', cookies: { session_data: '{{session}}' } },
    session('bob', "with ann's data and another token"),
    { does: 'takes the account of ann', setup: true, jar: 'bob', cookies: { account_data: '{{account}}' } },
    tokens('bob', 'with the account of ann'),
    {
      does: 'signs a token of nobody',
      setup: true,
      jar: 'cid',
      cookies: {
        'better-auth.session_token': () => signedCookie('a'.repeat(32)),
        'better-auth.session_data': '{{session}}',
      },
    },
    session('cid', 'with a made-up token'),
    {
      does: 'has the data alone',
      setup: true,
      jar: 'dan',
      cookies: { 'better-auth.session_data': '{{session}}' },
    },
    session('dan', 'without a token'),
    {
      does: 'presents the account for a session',
      setup: true,
      jar: 'dan',
      cookies: { 'better-auth.session_token': '{{token}}', 'better-auth.session_data': '{{account}}' },
    },
    { does: 'another process begins', restart: true },
    session('dan', 'with an account for a session'),
    copies('bob', 'afterwards'),
    { does: 'spoils the token', setup: true, jar: 'bob', cookies: { session_token: spoil } },
    session('bob', 'with a spoilt token'),
    { does: 'bob signs out all the same', jar: 'bob', post: '/sign-out', json: {}, expect: 200 },
    {
      does: 'presents a session after signing out',
      setup: true,
      jar: 'bob',
      cookies: { 'better-auth.session_token': '{{token}}', 'better-auth.session_data': '{{session}}' },
    },
    session('bob', 'that was copied before'),
  ],
};
