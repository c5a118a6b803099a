import { changesCross } from '../_together.mjs';

export default {
  title: 'Addresses changed and accounts deleted by links of the other server',
  profile: 'together-changes',
  together: 'reference',
  steps: [changesCross('reference', 'lyceum', 'ann'), changesCross('lyceum', 'reference', 'bob')],
};
