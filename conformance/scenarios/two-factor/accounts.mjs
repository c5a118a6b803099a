import { begin, enter, withFactor } from '../_factor.mjs';
import { session, signIn, signUp } from '../_people.mjs';

const list = (/** @type {string} */ does) => ({
  does,
  jar: 'desk',
  get: '/multi-session/list-device-sessions',
  unordered: true,
  expect: 200,
});

export default {
  title: 'Several accounts in one browser, one of them with a second factor',
  profile: 'two-factor-multi',
  steps: [
    signUp('ann'),
    signUp('bob'),
    ...withFactor('ann'),
    signIn('bob', { as: 'desk', setup: false }),
    list('lists bob'),
    begin('ann', { as: 'desk', does: 'ann begins in the same browser' }),
    session('desk', 'in between'),
    list('lists bob still'),
    enter('ann', { as: 'desk', json: { trustDevice: true } }),
    session('desk', 'as ann'),
    list('lists both'),
    {
      does: 'goes back to bob',
      jar: 'desk',
      post: '/multi-session/set-active',
      json: { sessionToken: '{{deskToken}}' },
      expect: 200,
    },
    begin('ann', { as: 'desk', does: 'ann signs in again on the trusted device' }),
    list('lists both again'),
    { does: 'signs out', jar: 'desk', post: '/sign-out', json: {}, expect: 200, unordered: 'cookies' },
  ],
};
