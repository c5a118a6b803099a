import { newSubject, profile } from '../_social.mjs';
import { socialCrosses } from '../_together.mjs';

export default {
  title: 'A sign-in at a provider is begun on one server and ended on the other, its state in a cookie',
  profile: 'together-social-cookie',
  together: 'reference',
  steps: [
    socialCrosses('reference', 'lyceum', 'ann', profile('ann', { id: newSubject() })),
    socialCrosses('lyceum', 'reference', 'bob', profile('bob', { id: newSubject() })),
  ],
};
