import { session, signIn, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { changes, lists, signOut, tokens } from '../_stateless.mjs';

export default {
  title: 'A session cookie that ends soon is renewed, with the account beside it',
  profile: 'stateless-renewed',
  steps: [
    round('ann', { as: profile('ann', { id: newSubject() }) }),
    session('ann', 'for the first time'),
    session('ann', 'for the second time'),
    {
      does: 'asks without wanting a renewal',
      jar: 'ann',
      get: '/get-session',
      query: { disableRefresh: '1' },
      expect: 200,
    },
    {
      does: 'asks past the cookie',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    lists('ann', 'with a renewal'),
    tokens('ann', 'with a renewal'),
    changes('ann', 'with a renewal'),
    signOut('ann'),
    signUp('bob', { setup: false }),
    session('bob', 'of a password'),
    signIn('bob', { as: 'cafe', setup: false, json: { rememberMe: false } }),
    session('cafe', 'of a browser session'),
    session('cafe', 'of a browser session again'),
    {
      does: 'updates the name in a browser session',
      jar: 'cafe',
      post: '/update-user',
      json: { name: 'B' },
      expect: 200,
    },
    signOut('cafe'),
  ],
};
