import { signUp } from '../_people.mjs';
import { creates, get, post } from '../_organization.mjs';

export default {
  title: 'Own roles need a vocabulary',
  profile: 'organization-no-ac',
  steps: [
    signUp('ann'),
    creates('ann', 'vocabulary-school'),
    post('ann makes a role', 'ann', 'create-role', { role: 'x', permission: {} }, '501 MISSING_AC_INSTANCE'),
    post('ann updates a role', 'ann', 'update-role', { roleName: 'x', data: {} }, '501 MISSING_AC_INSTANCE'),
    post('ann deletes a role', 'ann', 'delete-role', { roleName: 'x' }, '400 ROLE_NOT_FOUND'),
    get('ann lists roles', 'ann', 'list-roles', undefined, 200),
  ],
};
