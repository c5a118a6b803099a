import { session } from '../_people.mjs';
import { newSubject, profile, round } from '../_social.mjs';

const start = { provider: 'plain', errorCallbackURL: '/oops' };

export default {
  title: 'A generic OAuth provider by its endpoints',
  profile: 'generic-oauth',
  steps: [
    round('ann', { as: profile('ann', { id: newSubject() }), start }),
    { does: 'asked the provider', provider: true },
    session('ann'),
    { does: 'lists accounts', jar: 'ann', get: '/list-accounts', expect: 200 },
    round('token refused', {
      as: profile('ann', { id: newSubject() }),
      start,
      grant: { tokenError: 'invalid_client' },
    }),
    round('no address', { as: profile('bob', { id: newSubject(), email: null }), start }),
  ],
};
