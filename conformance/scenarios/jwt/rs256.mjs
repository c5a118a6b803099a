import { session, signUp } from '../_people.mjs';

export default {
  title: 'Tokens signed with RS256',
  profile: 'jwt-rs256',
  steps: [
    { does: 'asks for the keys', get: '/jwks', expect: 200 },
    signUp('ann'),
    { does: 'asks for a token', jar: 'ann', get: '/token', expect: 200 },
    session('ann'),
    { does: 'looks at the stored keys', rows: 'jwks', where: { alg: 'RS256' } },
  ],
};
