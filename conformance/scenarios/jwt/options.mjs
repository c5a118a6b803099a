import { session, signUp } from '../_people.mjs';

export default {
  title: 'Issuer, audience, lifetime, path and header are options',
  profile: 'jwt-options',
  steps: [
    { does: 'asks for the keys at their path', get: '/.well-known/keys.json', expect: 200 },
    { does: 'asks for the keys at the usual path', get: '/jwks', expect: 404 },
    signUp('ann'),
    { does: 'asks for a token', jar: 'ann', get: '/token', expect: 200 },
    session('ann', 'without a header'),
    { does: 'looks at the stored key', rows: 'jwks', where: { alg: 'EdDSA' } },
  ],
};
