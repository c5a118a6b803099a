import { enter, withFactor, begin } from '../_factor.mjs';
import { adds, beginSigningIn, endSigningIn } from '../_passkey.mjs';
import { password, session, signIn, signUp, verified } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const phone = '+15005550111';

/** @param {string} when @param {string} [who] */
const stored = (when, who = 'ann') => ({
  does: `looks at ${who} ${when}`,
  rows: 'user',
  where: { email: `{{${who}}}` },
});

export default {
  title: 'Each way of signing in, as it is remembered',
  profile: 'last-login-method-ways',
  steps: [
    signUp('ann', { json: { username: 'ann_ways' } }),
    verified('ann'),
    adds('ann', { setup: true }),
    beginSigningIn('key'),
    endSigningIn('key', 'ann'),
    stored('after the passkey'),
    session('key'),
    {
      does: 'signs in by name',
      jar: 'named',
      post: '/sign-in/username',
      json: { username: 'ann_ways', password },
      expect: 200,
    },
    stored('after the name, which is not remembered'),
    {
      does: 'asks for a code',
      post: '/email-otp/send-verification-otp',
      json: { email: '{{ann}}', type: 'sign-in' },
      expect: 200,
    },
    { does: 'reads the code', mail: '{{ann}}', capture: { otp: 'otp' } },
    {
      does: 'signs in by a code',
      jar: 'code',
      post: '/sign-in/email-otp',
      json: { email: '{{ann}}', otp: '{{otp}}' },
      expect: 200,
    },
    stored('after the code'),
    round('social', { as: profile('ann', { id: newSubject(), email: 'social.{{ann}}' }) }),
    session('social'),
    { does: 'a guest comes in', jar: 'guest', post: '/sign-in/anonymous', json: {}, expect: 200 },
    session('guest'),
    round('guest', { as: profile('cid', { id: newSubject() }) }),
    session('guest', 'who is cid now'),
    { does: 'the guests that remain', rows: 'user', where: { isAnonymous: true } },
    {
      does: 'asks for a code by phone',
      post: '/phone-number/send-otp',
      json: { phoneNumber: phone },
      expect: 200,
    },
    { does: 'reads it', mail: phone, capture: { sms: 'otp' } },
    {
      does: 'signs up by phone',
      jar: 'phone',
      post: '/phone-number/verify',
      json: { phoneNumber: phone, code: '{{sms}}' },
      expect: 200,
    },
    session('phone'),
    {
      does: 'makes a token',
      jar: 'named',
      get: '/one-time-token/generate',
      expect: 200,
      capture: { ott: 'body.token' },
    },
    {
      does: 'follows it',
      jar: 'other',
      post: '/one-time-token/verify',
      json: { token: '{{ott}}' },
      expect: 200,
    },
    signUp('bob'),
    withFactor('bob'),
    {
      does: 'a guest comes in again',
      jar: 'second',
      post: '/sign-in/anonymous',
      json: {},
      expect: 200,
      capture: { secondId: 'body.user.id' },
    },
    begin('bob', { as: 'second' }),
    { does: 'the guest remains while the code is asked for', rows: 'user', where: { id: '{{secondId}}' } },
    enter('bob', { as: 'second', ahead: 1 }),
    stored('after the second factor', 'bob'),
    { does: 'what became of the guest', rows: 'user', where: { id: '{{secondId}}' } },
    session('second', 'who is bob now'),
    signIn('ann', { as: 'end', setup: false }),
    stored('in the end'),
  ],
};
