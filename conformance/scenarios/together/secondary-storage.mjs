import { mailsCross, sessionsCross } from '../_together.mjs';

export default {
  title:
    'Two servers on one database and one secondary storage: sessions, revocations and one-time values cross',
  profile: 'together-secondary',
  together: 'reference',
  steps: [
    sessionsCross('reference', 'lyceum', 'ann'),
    sessionsCross('lyceum', 'reference', 'bob'),
    mailsCross('reference', 'lyceum', 'cid'),
    mailsCross('lyceum', 'reference', 'dan'),
  ],
};
