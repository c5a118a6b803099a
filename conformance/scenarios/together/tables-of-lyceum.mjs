import { sessionsCross } from '../_together.mjs';

export default {
  title: 'The reference is content with tables that Lyceum made',
  profile: 'together',
  together: 'lyceum',
  steps: [sessionsCross('reference', 'lyceum', 'ann'), sessionsCross('lyceum', 'reference', 'bob')],
};
