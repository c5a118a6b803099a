import { cacheCrosses, socialCrosses } from '../_together.mjs';
import { newSubject, profile } from '../_social.mjs';

export default {
  title: 'Versions of the secret: what one server seals the other opens',
  profile: 'together-secrets',
  together: 'reference',
  steps: [
    cacheCrosses('reference', 'lyceum', 'ann'),
    cacheCrosses('lyceum', 'reference', 'bob'),
    socialCrosses('reference', 'lyceum', 'cid', profile('cid', { id: newSubject() })),
    socialCrosses('lyceum', 'reference', 'dan', profile('dan', { id: newSubject() })),
  ],
};
