import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { changes, lists, signOut, tokens } from '../_stateless.mjs';

export default {
  title: 'Sessions in signed cookies, without a database',
  profile: 'stateless-compact',
  own: true,
  steps: [
    round('ann', { as: profile('ann', { id: newSubject() }) }),
    session('ann', 'at once'),
    changes('ann', 'at once'),
    { does: 'another process begins', restart: true },
    session('ann', 'of the earlier process'),
    lists('ann', 'of the earlier process'),
    tokens('ann', 'of the earlier process'),
    changes('ann', 'afterwards'),
    signOut('ann'),
  ],
};
