import { session, signUp, verified } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

export default {
  title: 'A provider identity meets a local user with the same address',
  profile: 'social',
  steps: [
    signUp('ann'),
    round('ann unverified', {
      as: profile('ann', { id: newSubject() }),
      start: { errorCallbackURL: '/oops' },
    }),
    verified('ann'),
    round('ann and the provider unsure', {
      as: profile('ann', { id: newSubject(), email_verified: false }),
      start: { errorCallbackURL: '/oops' },
    }),
    round('ann verified', {
      as: profile('ann', { id: newSubject() }),
      jar: 'phone',
      start: { newUserCallbackURL: '/new' },
    }),
    session('phone', 'of the linked user'),
    { does: 'lists both accounts', jar: 'ann', get: '/list-accounts', expect: 200 },
    { does: 'kept name and picture', rows: 'user', where: { id: '{{annId}}' } },
    round('another account of the same address', { as: profile('ann', { id: newSubject() }), jar: 'tablet' }),
    { does: 'lists three accounts', jar: 'ann', get: '/list-accounts', expect: 200 },
  ],
};
