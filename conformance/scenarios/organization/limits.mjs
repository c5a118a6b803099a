import { session, signUp, verified } from '../_people.mjs';
import { creates, get, joins, post } from '../_organization.mjs';

const verify = '403 EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION';

export default {
  title: 'Every limit, another creator role, and addresses that must be verified',
  profile: 'organization-limits',
  steps: [
    ['ann', 'bob', 'cid'].map((who) => signUp(who)),
    creates('ann', 'limits-school'),
    post(
      'ann creates a second',
      'ann',
      'create',
      { name: 'x', slug: 'limits-two' },
      '403 YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS',
    ),
    post(
      'ann deletes it',
      'ann',
      'delete',
      { organizationId: '{{org}}' },
      '404 ORGANIZATION_DELETION_DISABLED',
    ),
    post(
      'nobody deletes it',
      '',
      'delete',
      { organizationId: '{{org}}' },
      '404 ORGANIZATION_DELETION_DISABLED',
    ),
    post('ann invites bob', 'ann', 'invite-member', { email: '{{bob}}', role: 'member' }, 200, {
      capture: { first: 'body.id' },
    }),
    post(
      'ann invites cid',
      'ann',
      'invite-member',
      { email: '{{cid}}', role: 'member' },
      '403 INVITATION_LIMIT_REACHED',
    ),
    post('ann invites bob anew', 'ann', 'invite-member', { email: '{{bob}}', role: 'member' }, 200, {
      capture: { second: 'body.id' },
    }),
    post(
      'bob accepts the first',
      'bob',
      'accept-invitation',
      { invitationId: '{{first}}' },
      '400 INVITATION_NOT_FOUND',
    ),
    get(
      'bob gets the second',
      'bob',
      'get-invitation',
      { id: '{{second}}' },
      '403 EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION',
    ),
    post('bob accepts unverified', 'bob', 'accept-invitation', { invitationId: '{{second}}' }, verify),
    post('bob declines unverified', 'bob', 'reject-invitation', { invitationId: '{{second}}' }, verify),
    verified('bob'),
    post('bob accepts', 'bob', 'accept-invitation', { invitationId: '{{second}}' }, 200, {
      capture: { bobMember: 'body.member.id' },
    }),
    session('bob', 'inside'),
    verified('cid'),
    post('ann invites cid again', 'ann', 'invite-member', { email: '{{cid}}', role: 'member' }, 200, {
      capture: { third: 'body.id' },
    }),
    post(
      'cid finds it full',
      'cid',
      'accept-invitation',
      { invitationId: '{{third}}' },
      '403 ORGANIZATION_MEMBERSHIP_LIMIT_REACHED',
    ),
    get('cid could accept later', 'cid', 'get-invitation', { id: '{{third}}' }, 200),
    post(
      'bob, who is in one, creates another',
      'bob',
      'create',
      { name: 'x', slug: 'limits-bob' },
      '403 YOU_HAVE_REACHED_THE_MAXIMUM_NUMBER_OF_ORGANIZATIONS',
    ),
    post(
      'ann makes bob an owner, which is a role like any other',
      'ann',
      'update-member-role',
      { role: 'owner', memberId: '{{bobMember}}' },
      200,
    ),
    post(
      'bob demotes ann, the admin',
      'bob',
      'update-member-role',
      { role: 'member', memberId: '{{orgOwner}}' },
      '403 YOU_ARE_NOT_ALLOWED_TO_UPDATE_THIS_MEMBER',
    ),
    post(
      'ann makes bob an admin',
      'ann',
      'update-member-role',
      { role: 'admin', memberId: '{{bobMember}}' },
      200,
    ),
    post('ann steps down', 'ann', 'update-member-role', { role: 'member', memberId: '{{orgOwner}}' }, 200),
    post(
      'bob steps down',
      'bob',
      'update-member-role',
      { role: 'member', memberId: '{{bobMember}}' },
      '400 YOU_CANNOT_LEAVE_THE_ORGANIZATION_WITHOUT_AN_OWNER',
    ),
    get('bob lists a page as large as the limit', 'bob', 'list-members', { sortBy: 'createdAt' }, 200),
    post('ann leaves', 'ann', 'leave', { organizationId: '{{org}}' }, 200),
    post('cid finds room', 'cid', 'accept-invitation', { invitationId: '{{third}}' }, 200),
    joins('ann', 'bob', 'member').slice(0, 1),
    post(
      'ann, unverified, accepts',
      'ann',
      'accept-invitation',
      { invitationId: '{{annInvitation}}' },
      verify,
    ),
  ],
};
