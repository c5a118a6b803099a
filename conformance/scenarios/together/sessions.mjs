import { sessionsCross } from '../_together.mjs';

export default {
  title: 'Users, passwords and sessions of one server are those of the other',
  profile: 'together',
  together: 'reference',
  steps: [sessionsCross('reference', 'lyceum', 'ann'), sessionsCross('lyceum', 'reference', 'bob')],
};
