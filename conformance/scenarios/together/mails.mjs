import { mailsCross } from '../_together.mjs';

export default {
  title: 'Reset, verification and magic links of one server work on the other',
  profile: 'together',
  together: 'reference',
  steps: [mailsCross('reference', 'lyceum', 'ann'), mailsCross('lyceum', 'reference', 'bob')],
};
