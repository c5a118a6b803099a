import { session, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { changes, lists, signOut, tokens } from '../_stateless.mjs';

export default {
  title: 'Sessions in secondary storage, and no database',
  profile: 'stateless-secondary',
  own: true,
  steps: [
    round('ann', { as: profile('ann', { id: newSubject() }) }),
    session('ann', 'at once'),
    lists('ann', 'at once'),
    tokens('ann', 'at once'),
    changes('ann', 'at once'),
    signUp('bob', { setup: false }),
    { does: 'another process begins', restart: true },
    session('ann', 'of the earlier process'),
    session('bob', 'of the earlier process'),
    lists('ann', 'afterwards'),
    tokens('ann', 'afterwards'),
    changes('ann', 'afterwards'),
    { does: 'revokes the others', jar: 'bob', post: '/revoke-other-sessions', json: {}, expect: 200 },
    signOut('bob'),
    signOut('ann'),
  ],
};
