import { signUp } from '../_people.mjs';

const day = 86400;

export default {
  title: 'A key that ran out is replaced, and shown while its tokens may live',
  profile: 'jwt-options',
  own: true,
  steps: [
    signUp('ann'),
    { does: 'asks for a token', jar: 'ann', get: '/token', expect: 200 },
    {
      does: 'the key runs out',
      setup: true,
      update: 'jwks',
      set: { expiresAt: { ago: 60 }, createdAt: { ago: day } },
      where: { alg: 'EdDSA' },
    },
    { does: 'asks for the keys', get: '/.well-known/keys.json', expect: 200 },
    { does: 'asks for a token by a new key', jar: 'ann', get: '/token', expect: 200 },
    { does: 'asks for both keys', get: '/.well-known/keys.json', expect: 200 },
    { does: 'looks at the stored keys', rows: 'jwks', where: { alg: 'EdDSA' } },
  ],
};
