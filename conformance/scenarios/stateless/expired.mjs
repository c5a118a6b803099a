import { session, signUp } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';
import { tokens } from '../_stateless.mjs';

const pause = 6_100;

export default {
  title: 'A session cookie that has ended counts no more; what the process remembers does',
  profile: 'stateless-brief',
  own: true,
  steps: [
    round('ann', { as: profile('ann', { id: newSubject() }) }),
    signUp('bob'),
    session('ann', 'at once'),
    { does: 'the cookies end', pause },
    session('ann', 'after the cookie'),
    tokens('ann', 'after the cookie'),
    session('bob', 'after the cookie'),
    { does: 'the cookies end again', pause },
    { does: 'another process begins', restart: true },
    session('ann', 'of the earlier process'),
    session('bob', 'of the earlier process'),
  ],
};
