import { session, signUp, verified } from '../_people.mjs';
import { creates, get, joins, post } from '../_organization.mjs';

/** @param {string} does @param {string} who @param {string} path @param {any} json @param {string | number} expect */
const admin = (does, who, path, json, expect) => ({ does, jar: who, post: `/admin/${path}`, json, expect });

const unverified = '403 EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION';

export default {
  title: 'Ids that count up: invitations ask for a verified address, the first user administers',
  profile: 'organization-serial',
  own: true,
  steps: [
    ['ann', 'bob', 'cid'].map((who) => signUp(who)),
    creates('ann', 'serial-school'),
    joins('bob', 'ann', 'member').slice(0, 1),
    get(
      'bob looks',
      'bob',
      'get-invitation',
      { id: '{{bobInvitation}}' },
      '403 EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION',
    ),
    get(
      'bob lists',
      'bob',
      'list-user-invitations',
      undefined,
      '403 EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION',
    ),
    post('bob accepts', 'bob', 'accept-invitation', { invitationId: '{{bobInvitation}}' }, unverified),
    post('bob declines', 'bob', 'reject-invitation', { invitationId: '{{bobInvitation}}' }, unverified),
    verified('bob'),
    get('bob lists, verified', 'bob', 'list-user-invitations', undefined, 200),
    post('bob accepts, verified', 'bob', 'accept-invitation', { invitationId: '{{bobInvitation}}' }, 200, {
      capture: { bobMember: 'body.member.id' },
    }),
    get('ann sees all', 'ann', 'get-full-organization', undefined, 200),
    get('ann lists members', 'ann', 'list-members', { sortBy: 'createdAt' }, 200),
    post(
      'bob removes himself',
      'bob',
      'remove-member',
      { memberIdOrEmail: '{{bobMember}}' },
      '401 YOU_ARE_NOT_ALLOWED_TO_DELETE_THIS_MEMBER',
    ),
    post(
      'ann makes bob an admin',
      'ann',
      'update-member-role',
      { role: 'admin', memberId: '{{bobMember}}' },
      200,
    ),
    post(
      'bob removes himself as an admin',
      'bob',
      'remove-member',
      { memberIdOrEmail: '{{bobMember}}' },
      200,
    ),
    session('bob', 'outside'),
    admin('ann, the first, bans bob', 'ann', 'ban-user', { userId: '{{bobId}}' }, 200),
    admin('ann unbans bob', 'ann', 'unban-user', { userId: '{{bobId}}' }, 200),
    admin('ann becomes cid', 'ann', 'impersonate-user', { userId: '{{cidId}}' }, 200),
    admin(
      'cid becomes ann',
      'cid',
      'impersonate-user',
      { userId: '{{annId}}' },
      '403 YOU_ARE_NOT_ALLOWED_TO_IMPERSONATE_USERS',
    ),
    admin('ann may', 'ann', 'has-permission', { permissions: { user: ['ban'] } }, 200),
    admin('cid may not', 'cid', 'has-permission', { permissions: { user: ['ban'] } }, 200),
    {
      does: 'cid loses the role',
      setup: true,
      update: 'user',
      set: { role: null },
      where: { email: '{{cid}}' },
    },
    admin('cid without a role may not', 'cid', 'has-permission', { permissions: { user: ['ban'] } }, 200),
  ],
};
