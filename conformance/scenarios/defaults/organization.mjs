import { password, signUp } from '../_people.mjs';
import { creates, get, joins, post } from '../_organization.mjs';

export default {
  title: 'Organizations as Lyceum guards them',
  profile: 'organization-defaults',
  steps: [
    ['ann', 'bob', 'cid', 'dan'].map((who) => signUp(who)),
    creates('dan', 'defaults-other', {}, 'other'),
    creates('ann', 'defaults-school'),
    joins('bob', 'ann', ['teacher', 'clerk']),
    joins('cid', 'ann', 'member'),
    post(
      'ann makes a role',
      'ann',
      'create-role',
      { role: 'chief', permission: { lesson: ['publish'] } },
      200,
    ),
    post(
      'bob gives what he has',
      'bob',
      'update-member-role',
      { memberId: '{{cidMember}}', role: 'teacher' },
      200,
    ),
    post(
      'bob gives more than he has',
      'bob',
      'update-member-role',
      { memberId: '{{cidMember}}', role: 'admin' },
      200,
    ),
    post('bob invites as what he is', 'bob', 'invite-member', { email: '{{dan}}', role: 'teacher' }, 200, {
      capture: { first: 'body.id' },
    }),
    post(
      'bob invites as more than he is',
      'bob',
      'invite-member',
      { email: '{{nobody}}', role: 'admin' },
      200,
    ),
    post(
      'ann names a member of strangers',
      'ann',
      'update-member-role',
      { memberId: '{{otherOwner}}', role: 'member' },
      '403 YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER',
    ),
    post(
      'ann names nobody',
      'ann',
      'update-member-role',
      { memberId: 'nowhere', role: 'member' },
      '400 MEMBER_NOT_FOUND',
    ),
    get('ann names no team', 'ann', 'list-team-members', { teamId: 'nowhere' }, '400 TEAM_NOT_FOUND'),
    post(
      'bob renames what he may not',
      'bob',
      'update-role',
      { roleName: 'chief', data: { roleName: 'boss' } },
      200,
    ),
    post('ann makes a role of two names', 'ann', 'create-role', { role: 'a,b', permission: {} }, 200),
    post('ann writes a control character', 'ann', 'update', { data: { name: 'a\u0001b' } }, 200),
    {
      does: 'ann, the last owner, deletes her account',
      jar: 'ann',
      post: '/delete-user',
      json: { password },
      expect: 200,
    },
  ],
};
