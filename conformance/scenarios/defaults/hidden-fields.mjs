import { people, post } from '../_admin.mjs';
import { session } from '../_people.mjs';
import { adds, beginSigningIn, endSigningIn } from '../_passkey.mjs';

export default {
  title: 'Fields that are not returned are returned by no endpoint',
  profile: 'hidden-fields',
  own: true,
  steps: [
    people(),
    session('ann', 'which hides what is hidden'),
    post('ann becomes bob', 'ann', 'impersonate-user', { userId: '{{bobId}}' }, 200),
    ...adds('bob'),
    beginSigningIn('cafe'),
    endSigningIn('cafe', 'bob'),
  ],
};
