import { signUp } from '../_people.mjs';
import { get, post } from '../_organization.mjs';

export default {
  title: 'Nobody may create organizations',
  profile: 'organization-closed',
  steps: [
    signUp('ann'),
    post(
      'ann creates',
      'ann',
      'create',
      { name: 'x', slug: 'closed' },
      '403 YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION',
    ),
    post('nobody creates', '', 'create', { name: 'x', slug: 'closed' }, 401),
    ['list-teams', 'list-user-teams', 'list-roles', 'get-role'].map((path) =>
      get(`there is no ${path}`, 'ann', path, undefined, 404),
    ),
    ['create-team', 'add-team-member', 'create-role', 'add-member'].map((path) =>
      post(`there is no ${path}`, 'ann', path, {}, 404),
    ),
  ],
};
