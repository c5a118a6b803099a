import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { changes, lists, signOut, tokens } from '../_stateless.mjs';

const id = newSubject();

export default {
  title: 'Without a database a sign-in through a provider leaves everything in cookies',
  profile: 'stateless',
  steps: [
    round('ann', { as: profile('ann', { id }) }),
    session('ann', 'by its cookie'),
    {
      does: 'asks past the cookie',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    lists('ann', 'now'),
    tokens('ann', 'now'),
    changes('ann', 'now', { image: 'https://example.com/other.png' }),
    round('ann again', { as: profile('ann', { id }), jar: 'ann' }),
    session('ann', 'again'),
    { does: 'revokes the others', jar: 'ann', post: '/revoke-other-sessions', json: {}, expect: 200 },
    {
      does: 'unlinks the last account',
      jar: 'ann',
      post: '/unlink-account',
      json: { providerId: 'gitlab' },
      expect: 400,
    },
    signOut('ann'),
    round('ann comes back', { as: profile('ann', { id }), jar: 'ann' }),
    session('ann', 'after coming back'),
    round('bob refuses', { as: profile('bob', { id: newSubject() }), deny: 'access_denied' }),
    session('bob', 'who refused'),
    { does: 'a stranger lists sessions', get: '/list-sessions', expect: 401 },
    { does: 'revokes all', jar: 'ann', post: '/revoke-sessions', json: {}, expect: 200 },
    session('ann', 'after revoking all'),
  ],
};
