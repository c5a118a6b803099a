import { session, signUp } from '../_people.mjs';
import { creates, joins, post } from '../_organization.mjs';

const none = '400 NO_ACTIVE_ORGANIZATION';

export default {
  title: 'Without an active organization, as nobody’s member, and with rows changed behind the back',
  profile: 'organization-teams',
  steps: [
    ['ann', 'bob', 'cid', 'dan'].map((who) => signUp(who)),
    post('dan asks what he may', 'dan', 'has-permission', { permissions: { team: ['create'] } }, none),
    post('dan removes a member', 'dan', 'remove-member', { memberIdOrEmail: 'x' }, none),
    post('dan changes a role', 'dan', 'update-member-role', { memberId: 'x', role: 'member' }, none),
    post('dan renames a team', 'dan', 'update-team', { teamId: 'x', data: { name: 'y' } }, none),
    post('dan fills a team', 'dan', 'add-team-member', { teamId: 'x', userId: 'y' }, none),
    post('dan empties a team', 'dan', 'remove-team-member', { teamId: 'x', userId: 'y' }, none),
    post('dan names nothing', 'dan', 'set-active', { organizationId: '' }, 200),
    post('dan names an empty slug', 'dan', 'set-active', { organizationSlug: '' }, 200),
    creates('ann', 'nowhere-school'),
    creates('cid', 'elsewhere-school', {}, 'else'),
    joins('bob', 'ann', 'admin'),
    post(
      'dan, no member, empties a team',
      'dan',
      'remove-team-member',
      { organizationId: '{{org}}', teamId: 'x', userId: 'y' },
      400,
    ),
    post(
      'ann removes the member of another',
      'ann',
      'remove-member',
      { memberIdOrEmail: '{{elseOwner}}' },
      400,
    ),
    post(
      'ann makes a role',
      'ann',
      'create-role',
      { organizationId: '{{org}}', role: 'helper', permission: { lesson: ['read'] } },
      200,
      {
        capture: { roleId: 'body.roleData.id' },
      },
    ),
    post(
      'dan, no member, changes a role',
      'dan',
      'update-role',
      { organizationId: '{{org}}', roleName: 'helper', data: { roleName: 'x' } },
      '403 YOU_ARE_NOT_A_MEMBER_OF_THIS_ORGANIZATION',
    ),
    post('ann makes a team', 'ann', 'create-team', { name: 'Red', organizationId: '{{org}}' }, 200, {
      capture: { red: 'body.id' },
    }),
    post(
      'ann invites dan into it',
      'ann',
      'invite-member',
      { email: '{{dan}}', role: 'member', organizationId: '{{org}}', teamId: '{{red}}' },
      200,
      {
        capture: { invitation: 'body.id' },
      },
    ),
    post(
      'ann renames it and its id',
      'ann',
      'update-team',
      { teamId: '{{red}}', data: { id: 'other', name: 'Redder' } },
      200,
    ),
    post('ann removes the team', 'ann', 'remove-team', { teamId: '{{red}}', organizationId: '{{org}}' }, 200),
    { does: 'the invitation has no team any more', rows: 'invitation', where: { id: '{{invitation}}' } },
    post('dan accepts it', 'dan', 'accept-invitation', { invitationId: '{{invitation}}' }, 200, {
      capture: { danMember: 'body.member.id' },
    }),
    session('dan', 'inside'),
    post('bob removes himself', 'bob', 'remove-member', { memberIdOrEmail: '{{bob}}' }, 200),
    session('bob', 'outside'),
    post(
      'ann makes dan a helper',
      'ann',
      'update-member-role',
      { organizationId: '{{org}}', memberId: '{{danMember}}', role: 'helper' },
      200,
    ),
    {
      does: 'the role is of another shape',
      setup: true,
      update: 'organizationRole',
      set: { permission: '{"lesson":"read"}' },
      where: { id: '{{roleId}}' },
    },
    post(
      'dan asks what a broken role may',
      'dan',
      'has-permission',
      { organizationId: '{{org}}', permissions: { lesson: ['read'] } },
      500,
    ),
  ],
};
