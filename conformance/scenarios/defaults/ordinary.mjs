import { bodies, password, session, signIn, signUp } from '../_people.mjs';

export default {
  title: 'What clients do every day is the same with the defaults of Lyceum',
  profile: 'as-it-comes',
  steps: [
    signUp('ann', { setup: false }),
    session('ann'),
    signIn('ann', { as: 'phone', setup: false }),
    ...bodies({ post: '/sign-in/email' }, [
      ['gives a wrong password', { email: '{{ann}}', password: 'wrong password' }, 401],
      ['gives an unknown address', { email: '{{nobody}}', password }, 401],
      ['gives nothing', {}, 400],
    ]),
    {
      does: 'updates the user',
      jar: 'ann',
      post: '/update-user',
      json: { name: 'Anna', image: 'https://example.com/a.png' },
      expect: 200,
    },
    { does: 'asks for a token', jar: 'ann', get: '/token', expect: 200 },
    { does: 'asks for the keys', get: '/jwks', expect: 200 },
    {
      does: 'brings a bearer token',
      get: '/token',
      headers: { authorization: 'Bearer {{annToken}}' },
      expect: 200,
    },
    { does: 'lists accounts', jar: 'ann', get: '/list-accounts', expect: 200 },
    {
      does: 'revokes the phone',
      jar: 'ann',
      post: '/revoke-session',
      json: { token: '{{phoneToken}}' },
      expect: 200,
    },
    session('phone', 'after it was revoked'),
    {
      does: 'asks for a magic link',
      post: '/sign-in/magic-link',
      json: { email: '{{bob}}', callbackURL: '/home' },
      expect: 200,
    },
    { does: 'gets a mail', mail: '{{bob}}', capture: { link: 'url' } },
    { does: 'follows the link', jar: 'bob', get: '{{link}}', expect: 302 },
    { does: 'opens the error page', get: '/error?error=x', expect: 302 },
    { does: 'asks nowhere', get: '/nowhere', expect: 404 },
    { does: 'signs out', jar: 'ann', post: '/sign-out', json: {}, expect: 200 },
    session('ann', 'after signing out'),
  ],
};
