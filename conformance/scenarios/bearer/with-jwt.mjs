import { session, signUp } from '../_people.mjs';

export default {
  title: 'bearer and jwt together expose both headers',
  profile: 'bearer-jwt',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    {
      does: 'asks for a JWT with a bearer token',
      get: '/token',
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
    },
    {
      does: 'gets the session with a bearer token',
      get: '/get-session',
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
    },
    {
      does: 'a refresh is due',
      setup: true,
      update: 'session',
      set: { expiresAt: { ahead: 86400 } },
      where: { token: '{{annToken}}' },
    },
    session('ann', 'when a refresh is due'),
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
  ],
};
