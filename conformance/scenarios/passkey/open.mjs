import { signUp } from '../_people.mjs';
import {
  beginAdding,
  beginSigningIn,
  endAdding,
  endSigningIn,
  signsIn,
  triesToAdd,
  looksAtChallenge,
} from '../_passkey.mjs';

export default {
  title: 'Adding passkeys without a fresh session, and requests without an origin',
  profile: 'passkey-open',
  steps: [
    {
      does: 'a stranger begins',
      get: '/passkey/generate-register-options',
      expect: '400 RESOLVE_USER_REQUIRED',
    },
    signUp('ann'),
    signUp('bob'),
    { does: 'the session grows old', pause: 1100 },
    beginAdding('ann', { query: { context: 'invitation' } }),
    looksAtChallenge('looks at the challenge'),
    endAdding('ann'),
    ...signsIn('cafe', 'ann', 'later'),
    ...triesToAdd('ann', 'without an origin', {
      device: 'b',
      headers: { origin: null },
      expect: '400 FAILED_TO_VERIFY_REGISTRATION',
    }),
    beginSigningIn('cafe', { when: 'without an origin' }),
    endSigningIn('cafe', 'ann', { when: 'without an origin', headers: { origin: null }, expect: 400 }),
    ...triesToAdd('ann', 'and a session', { device: 'c', body: { createSession: true } }),
    { does: 'asks for the session', jar: 'ann', get: '/get-session', expect: 200 },
    beginAdding('ann', { when: 'for somebody without a session', setup: true }),
    {
      does: 'forgets the session',
      setup: true,
      jar: 'ann',
      cookies: { 'better-auth.session_token': null },
    },
    endAdding('ann', { when: 'without a session', device: 'd', body: { createSession: true } }),
    { does: 'asks for the session again', jar: 'ann', get: '/get-session', expect: 200 },
  ],
};
