import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { changes, lists, signOut, tokens } from '../_stateless.mjs';

const id = newSubject();

export default {
  title: 'Another process with the same secret accepts what is in the cookies, and knows nothing else',
  profile: 'stateless',
  own: true,
  steps: [
    round('ann', { as: profile('ann', { id }) }),
    round('bob', { as: profile('bob', { id: newSubject() }) }),
    {
      does: 'cid starts',
      jar: 'cid',
      post: '/sign-in/social',
      json: { provider: 'gitlab', callbackURL: '/home' },
      expect: 200,
      capture: { authorize: 'body.url' },
    },
    { does: 'cid agrees', setup: true, authorize: '{{authorize}}', as: profile('cid', { id: newSubject() }) },
    { does: 'another process begins', restart: true },
    { does: 'cid comes back to the other process', jar: 'cid', get: '{{callback}}', expect: 302 },
    session('cid', 'of the other process'),
    session('ann', 'of the earlier process'),
    lists('ann', 'afterwards'),
    tokens('ann', 'afterwards'),
    changes('ann', 'afterwards'),
    round('ann links', { as: profile('ann', { id: newSubject() }), jar: 'ann', path: '/link-social' }),
    { does: 'ann lists what was linked', jar: 'ann', get: '/list-accounts', expect: 200 },
    session('ann', 'after linking'),
    {
      does: 'changes the address',
      jar: 'bob',
      post: '/change-email',
      json: { newEmail: 'new.{{bob}}' },
      expect: 400,
    },
    { does: 'revokes the others', jar: 'bob', post: '/revoke-other-sessions', json: {}, expect: 200 },
    { does: 'revokes one', jar: 'bob', post: '/revoke-session', json: { token: 'unknown' }, expect: 200 },
    { does: 'deletes a user nobody knows', jar: 'bob', post: '/delete-user', json: {}, expect: 200 },
    session('bob', 'after the deletion'),
    {
      does: 'asks past the cookie',
      jar: 'ann',
      get: '/get-session',
      query: { disableCookieCache: '1' },
      expect: 200,
    },
    session('ann', 'after asking past the cookie'),
    round('ann signs in anew', { as: profile('ann', { id }), jar: 'ann' }),
    session('ann', 'anew'),
    signOut('ann'),
  ],
};
