import { begin, enter, withFactor, wrongCode } from '../_factor.mjs';
import { bodies, password, session, signIn, signUp, verified } from '../_people.mjs';

const rows = (/** @type {string} */ when) => ({
  does: `looks at one-time values ${when}`,
  rows: 'verification',
  where: { value: '{{annId}}' },
});

export default {
  title: 'Signing in with the code of an authenticator app, and trusting a device',
  profile: 'two-factor',
  steps: [
    signUp('ann', { json: { username: 'ann_two_factor' } }),
    verified('ann'),
    ...withFactor('ann'),
    begin('ann', { as: 'phone' }),
    rows('of a challenge'),
    session('phone', 'in between'),
    enter('ann', { as: 'stranger', does: 'enters a code without a challenge', expect: 401 }),
    enter('ann', {
      as: 'phone',
      does: 'enters a wrong code',
      code: wrongCode,
      expect: '401 INVALID_CODE',
    }),
    { does: 'looks at the attempts', rows: 'twoFactor', order: 'id', where: { userId: '{{annId}}' } },
    enter('ann', { as: 'phone' }),
    { does: 'looks at the attempts after', rows: 'twoFactor', order: 'id', where: { userId: '{{annId}}' } },
    rows('after it'),
    session('phone', 'signed in'),
    {
      does: 'brings a forged challenge',
      jar: 'forger',
      cookies: { 'better-auth.two_factor': '2fa-abcdefghijklmnopqrst.c2lnbmF0dXJl' },
    },
    enter('ann', { as: 'forger', does: 'enters a code with a forged challenge', expect: 401 }),

    begin('ann', { as: 'desk', does: 'begins not to be remembered', json: { rememberMe: false } }),
    enter('ann', { as: 'desk', does: 'desk enters a code' }),
    session('desk', 'not remembered'),
    begin('ann', { as: 'desk', does: 'begins to be remembered', json: { rememberMe: true } }),
    enter('ann', { as: 'desk', does: 'desk enters a code and trusts', json: { trustDevice: true } }),
    rows('of a trusted device'),
    begin('ann', { as: 'desk', does: 'signs in on the trusted device' }),
    rows('of the device trusted again'),
    session('desk', 'trusted'),
    begin('ann', { as: 'desk', does: 'signs in by name on the trusted device', json: { rememberMe: false } }),
    {
      does: 'begins by name elsewhere',
      jar: 'other',
      post: '/sign-in/username',
      json: { username: 'ann_two_factor', password },
      expect: 200,
    },
    enter('ann', {
      as: 'other',
      does: 'other enters a code, not to be remembered',
      json: { trustDevice: true },
    }),
    begin('ann', {
      as: 'lab',
      does: 'begins with a callback',
      json: { callbackURL: '/home', rememberMe: false },
    }),
    enter('ann', { as: 'lab', does: 'lab enters a code and trusts', json: { trustDevice: true } }),

    signUp('bob'),
    signIn('bob', { as: 'desk', does: 'bob signs in on the device that ann trusts', setup: false }),
    ...withFactor('bob'),
    begin('bob', { as: 'desk', does: 'bob, with a factor, begins on the device that ann trusts' }),

    {
      does: 'the trust of other runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 10 } },
      where: { value: '{{annId}}' },
    },
    begin('ann', { as: 'other', does: 'begins on a device whose trust has run out' }),
    {
      does: 'the challenge runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 10 } },
      where: { value: '{{annId}}' },
    },
    {
      does: 'its counter runs out',
      setup: true,
      update: 'verification',
      set: { expiresAt: { ago: 10 } },
      where: { value: '0' },
    },
    enter('ann', { as: 'other', does: 'enters a code too late', expect: 401 }),

    {
      does: 'asks for a link',
      post: '/sign-in/magic-link',
      json: { email: '{{ann}}' },
      expect: 200,
    },
    {
      does: 'gets it',
      mail: '{{ann}}',
      capture: { token: (/** @type {any} */ mail) => new URL(mail.url).searchParams.get('token') },
    },
    {
      does: 'follows it, which no second factor guards',
      jar: 'mail',
      get: '/magic-link/verify',
      query: { token: '{{token}}' },
      expect: 200,
    },
    ...bodies({ post: '/two-factor/disable', jar: 'lab' }, [
      ['disables on a trusted device', { password }, 200],
    ]),
    rows('without the factor'),
    begin('ann', { as: 'desk', does: 'signs in without the factor' }),
  ],
};
