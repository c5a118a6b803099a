import { adds, beginAdding, beginSigningIn, endAdding, endSigningIn, deviceOf } from '../_passkey.mjs';
import { create, get } from '../../runner/authenticator.mjs';
import { signIn, signUp } from '../_people.mjs';

export default {
  title: 'A challenge is for one ceremony of one person',
  profile: 'passkey',
  steps: [
    signUp('ann'),
    signUp('bob'),
    adds('ann', { setup: true }),
    beginSigningIn('ann', { when: 'to add' }),
    {
      does: 'adds with the challenge of signing in',
      jar: 'ann',
      post: '/passkey/verify-registration',
      json: (/** @type {any} */ v) => ({
        response: create(deviceOf(v, 'ann', 'tablet'), {
          ...v.asking,
          user: { id: 'x' },
          rp: { id: v.asking.rpId },
        }),
      }),
      expect: 400,
    },
    beginAdding('ann', { when: 'to sign in' }),
    {
      does: 'signs in with the challenge of adding',
      jar: 'ann',
      post: '/passkey/verify-authentication',
      json: (/** @type {any} */ v) => ({
        response: get(deviceOf(v, 'ann'), {
          challenge: v.making.challenge,
          rpId: v.making.rp.id,
          allowCredentials: [],
        }),
      }),
      expect: 400,
    },
    beginAdding('ann', { when: 'and leaves' }),
    signIn('bob', { as: 'ann', does: 'bob signs in in the same browser' }),
    endAdding('ann', {
      when: 'as bob',
      device: 'tablet',
      expect: '401 YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY',
    }),
    beginSigningIn('bob', { when: 'as ann' }),
    endSigningIn('bob', 'ann', { when: 'while bob is signed in' }),
    { does: 'asks who is signed in', jar: 'bob', get: '/get-session', expect: 200 },
    beginAdding('bob', {
      when: 'with everything',
      query: { name: 'The key', authenticatorAttachment: 'platform', context: 'c' },
    }),
    endAdding('bob', { when: 'with a blank name', device: 'watch', body: { name: '  ' } }),
    { does: 'lists', jar: 'bob', get: '/passkey/list-user-passkeys', expect: 200 },
  ],
};
