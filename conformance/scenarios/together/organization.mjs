import { signUp } from '../_people.mjs';

/**
 * One server makes an organization with all that belongs to it, the other uses it.
 * @param {string} makes @param {string} uses @param {string} owner @param {string} guest
 */
const crosses = (makes, uses, owner, guest) => {
  const slug = `together-${makes}`;
  /** @type {(on: string, does: string, jar: string, path: string, json: any, expect: any, more?: any) => any} */
  const post = (on, does, jar, path, json, expect, more = {}) => ({
    does: `${on}: ${owner}'s: ${does}`,
    on,
    jar,
    post: `/organization/${path}`,
    json,
    expect,
    ...more,
  });
  /** @type {(on: string, does: string, jar: string, path: string, query: any, more?: any) => any} */
  const get = (on, does, jar, path, query, more = {}) => ({
    does: `${on}: ${owner}'s: ${does}`,
    on,
    jar,
    get: `/organization/${path}`,
    ...(query && { query }),
    expect: 200,
    ...more,
  });
  return [
    { ...signUp(owner, { does: `${owner} signs up on ${makes}` }), on: makes },
    { ...signUp(guest, { does: `${guest} signs up on ${uses}` }), on: uses },
    post(makes, 'creates', owner, 'create', { name: 'One', slug, metadata: { a: 1 } }, 200, {
      capture: { org: 'body.id', top: 'body.members.0.id' },
    }),
    get(uses, 'is listed', owner, 'list', undefined, {
      check: { 'body.0.id': '{{org}}', 'body.0.metadata': '{"a":1}' },
    }),
    get(uses, 'is active', owner, 'get-full-organization', undefined, {
      check: {
        'body.slug': slug,
        'body.members.0.id': '{{top}}',
        'body.teams.0.name': 'One',
        'body.teams.0.memberCount': 1,
      },
      capture: { home: 'body.teams.0.id' },
    }),
    post(uses, 'the slug is taken', guest, 'create', { name: 'x', slug }, '400 ORGANIZATION_ALREADY_EXISTS'),
    post(
      makes,
      'makes a role',
      owner,
      'create-role',
      { role: 'Writer', permission: { lesson: ['write'] } },
      200,
    ),
    get(
      uses,
      'has the role',
      owner,
      'get-role',
      { roleName: 'writer' },
      { check: { 'body.permission.lesson.0': 'write' } },
    ),
    post(
      makes,
      'invites',
      owner,
      'invite-member',
      { email: `{{${guest}}}`, role: 'writer', teamId: '{{home}}' },
      200,
      { capture: { invitation: 'body.id' } },
    ),
    get(
      uses,
      'the invitation is seen',
      guest,
      'get-invitation',
      { id: '{{invitation}}' },
      { check: { 'body.organizationSlug': slug, 'body.role': 'writer' } },
    ),
    post(
      uses,
      'the invitation is accepted',
      guest,
      'accept-invitation',
      { invitationId: '{{invitation}}' },
      200,
      { check: { 'body.member.role': 'writer' }, capture: { place: 'body.member.id' } },
    ),
    post(
      makes,
      'it is accepted once',
      guest,
      'accept-invitation',
      { invitationId: '{{invitation}}' },
      '400 INVITATION_NOT_FOUND',
    ),
    get(makes, 'the guest works in the team', guest, 'list-team-members', undefined, {
      check: { 'body.length': 2 },
    }),
    get(makes, 'the seats are counted', owner, 'get-full-organization', undefined, {
      check: { 'body.teams.0.memberCount': 2 },
    }),
    post(makes, 'the role allows', guest, 'has-permission', { permissions: { lesson: ['write'] } }, 200, {
      check: { 'body.success': true },
    }),
    post(
      uses,
      'the role allows there',
      guest,
      'has-permission',
      { permissions: { lesson: ['write'] } },
      200,
      { check: { 'body.success': true } },
    ),
    post(
      uses,
      'the role is held',
      owner,
      'delete-role',
      { roleName: 'writer' },
      '400 ROLE_IS_ASSIGNED_TO_MEMBERS',
    ),
    post(
      makes,
      'the guest becomes a member',
      owner,
      'update-member-role',
      { memberId: '{{place}}', role: 'member' },
      200,
    ),
    get(uses, 'which the other knows', guest, 'get-active-member-role', undefined, {
      check: { 'body.role': 'member' },
    }),
    post(
      uses,
      'the guest joins again',
      owner,
      'add-team-member',
      { teamId: '{{home}}', userId: `{{${guest}Id}}` },
      200,
      { check: { 'body.teamId': '{{home}}' } },
    ),
    post(uses, 'the guest is removed', owner, 'remove-member', { memberIdOrEmail: '{{place}}' }, 200),
    get(makes, 'the seat is free', owner, 'get-full-organization', undefined, {
      check: { 'body.teams.0.memberCount': 1, 'body.members.length': 1 },
    }),
    post(
      makes,
      'the last owner stays',
      owner,
      'leave',
      { organizationId: '{{org}}' },
      '400 YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER',
    ),
    post(makes, 'works in none', owner, 'set-active', { organizationId: null }, 200),
    {
      does: `${uses} knows that ${owner} works in none`,
      on: uses,
      jar: owner,
      get: '/get-session',
      expect: 200,
      check: { 'body.session.activeOrganizationId': null },
    },
    post(uses, 'deletes', owner, 'delete', { organizationId: '{{org}}' }, 200),
    get(makes, 'nothing is left', owner, 'list', undefined, { check: { 'body.length': 0 } }),
  ];
};

export default {
  title: 'Organizations, invitations, teams and roles of one server are those of the other',
  profile: 'together-organization',
  together: 'reference',
  steps: [crosses('reference', 'lyceum', 'ann', 'bob'), crosses('lyceum', 'reference', 'cid', 'dan')],
};
