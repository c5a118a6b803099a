import { signUp } from '../_people.mjs';

/** The client's half of the profile: the same vocabulary and roles. */
const plugins = [
  [
    'organization',
    {
      teams: { enabled: true },
      dynamicAccessControl: { enabled: true },
      ac: {
        organization: ['update', 'delete'],
        lesson: ['read', 'write', 'publish'],
        quiz: ['take', 'grade'],
        ac: ['read'],
      },
      roles: {
        owner: {
          organization: ['update', 'delete'],
          lesson: ['read', 'write', 'publish'],
          quiz: ['take', 'grade'],
          ac: ['read'],
        },
        member: { lesson: ['read'], quiz: ['take'], ac: ['read'] },
        teacher: { lesson: ['read', 'write'], quiz: ['take', 'grade'] },
      },
    },
  ],
];
const settled = (/** @type {any} */ state) => !state.isPending && !state.isRefetching;

/**
 * @param {string} does
 * @param {string} jar
 * @param {(organization: any, variables: any) => any} use
 * @param {Record<string, any>} [more]
 */
const uses = (does, jar, use, more = {}) => ({
  does,
  jar,
  plugins,
  client: (/** @type {any} */ c, /** @type {any} */ v) => use(c.organization, v),
  ...more,
});

/** The answers of one role to several questions, which the browser gives by itself. */
const questions = [
  { lesson: ['read'] },
  { lesson: ['read', 'write'] },
  { lesson: ['publish'] },
  { quiz: ['take'], lesson: ['read'] },
  { quiz: ['grade'], ac: ['read'] },
  { moon: ['land'] },
  { lesson: [] },
  {},
];

export default {
  title: 'The official client: organizations, teams, own roles, permissions and hooks',
  profile: 'organization-teams',
  steps: [
    ['ann', 'bob', 'cid'].map((who) => signUp(who)),
    uses('creates', 'ann', (o) => o.create({ name: 'School', slug: 'client-school', metadata: { a: 1 } }), {
      capture: { org: 'result.data.id' },
    }),
    uses('checks a taken slug', 'ann', (o) => o.checkSlug({ slug: 'client-school' })),
    uses('checks a free slug', 'ann', (o) => o.checkSlug({ slug: 'client-free' })),
    uses('lists', 'ann', (o) => o.list()),
    uses('updates', 'ann', (o, v) => o.update({ organizationId: v.org, data: { name: 'The school' } })),
    uses('sets active', 'ann', (o, v) => o.setActive({ organizationId: v.org })),
    uses('reads it', 'ann', (o, v) => o.getOrganization({ query: { organizationId: v.org } })),
    uses('reads it whole', 'ann', (o, v) => o.getFullOrganization({ query: { organizationId: v.org } })),
    uses('invites bob', 'ann', (o, v) => o.inviteMember({ email: v.bob, role: 'member' }), {
      capture: { first: 'result.data.id' },
    }),
    uses(
      'invites cid',
      'ann',
      (o, v) => o.inviteMember({ email: v.cid, role: ['teacher', 'member'], teamId: [] }),
      { capture: { second: 'result.data.id' } },
    ),
    uses('lists invitations', 'ann', async (o) => (await o.listInvitations()).data.length),
    uses('bob sees his', 'bob', (o, v) => o.getInvitation({ query: { id: v.first } })),
    uses('bob lists his', 'bob', (o) => o.listUserInvitations()),
    uses('bob accepts', 'bob', (o, v) => o.acceptInvitation({ invitationId: v.first }), {
      capture: { bobMember: 'result.data.member.id' },
    }),
    uses('bob accepts again', 'bob', (o, v) => o.acceptInvitation({ invitationId: v.first })),
    uses('cid declines', 'cid', (o, v) => o.rejectInvitation({ invitationId: v.second })),
    uses('withdraws', 'ann', (o, v) => o.cancelInvitation({ invitationId: v.second })),
    uses('lists members', 'ann', (o) =>
      o.listMembers({ query: { sortBy: 'createdAt', limit: 1, filterField: 'role', filterValue: 'member' } }),
    ),
    uses('knows its own place', 'ann', (o) => o.getActiveMember()),
    uses('knows its own role', 'ann', (o) => o.getActiveMemberRole()),
    uses("knows bob's role", 'ann', (o, v) => o.getActiveMemberRole({ query: { userId: v.bobId } })),
    uses('makes bob a teacher', 'ann', (o, v) =>
      o.updateMemberRole({ memberId: v.bobMember, role: ['teacher', 'member'] }),
    ),
    uses('makes bob a king', 'ann', (o, v) => o.updateMemberRole({ memberId: v.bobMember, role: 'king' })),
    questions.map((permissions) =>
      uses(`bob asks the server for ${JSON.stringify(permissions)}`, 'bob', (o) =>
        o.hasPermission({ permissions }),
      ),
    ),
    ['owner', 'member', 'teacher', 'member,teacher', 'admin', 'king', 'admin,owner'].map((role) =>
      uses(`the browser knows what ${role} may`, 'bob', (o) =>
        questions.map((permissions) => o.checkRolePermission({ role, permissions })),
      ),
    ),
    uses('makes a team', 'ann', (o) => o.createTeam({ name: 'Green' }), {
      capture: { green: 'result.data.id' },
    }),
    uses('renames it', 'ann', (o, v) => o.updateTeam({ teamId: v.green, data: { name: 'Greener' } })),
    uses('lists teams', 'ann', (o) => o.listTeams(), { capture: { home: 'result.data.0.id' } }),
    uses('adds bob', 'ann', (o, v) => o.addTeamMember({ teamId: v.green, userId: v.bobId })),
    uses('bob works in it', 'bob', (o, v) => o.setActiveTeam({ teamId: v.green })),
    uses('bob lists its members', 'bob', (o) => o.listTeamMembers()),
    uses('bob lists his teams', 'bob', (o) => o.listUserTeams()),
    uses('bob works in none', 'bob', (o) => o.setActiveTeam({ teamId: null })),
    uses('removes bob', 'ann', (o, v) => o.removeTeamMember({ teamId: v.green, userId: v.bobId })),
    uses('removes the team', 'ann', (o, v) => o.removeTeam({ teamId: v.green })),
    uses('makes a role', 'ann', (o) => o.createRole({ role: 'Writer', permission: { lesson: ['write'] } }), {
      capture: { writer: 'result.data.roleData.id' },
    }),
    uses('makes a role of nothing', 'ann', (o) =>
      o.createRole({ role: 'x', permission: { moon: ['land'] } }),
    ),
    uses('lists roles', 'ann', (o) => o.listRoles()),
    uses('gets the role', 'ann', (o) => o.getRole({ query: { roleName: 'writer' } })),
    uses('changes the role', 'ann', (o, v) =>
      o.updateRole({ roleId: v.writer, data: { permission: { lesson: ['read'] } } }),
    ),
    uses('deletes the role', 'ann', (o) => o.deleteRole({ roleName: 'writer' })),
    uses('bob leaves', 'bob', (o, v) => o.leave({ organizationId: v.org })),
    uses('removes who is gone', 'ann', (o, v) => o.removeMember({ memberIdOrEmail: v.bob })),
    uses('deletes it', 'ann', (o, v) => o.delete({ organizationId: v.org })),
    uses('reads what is gone', 'ann', (o, v) => o.getFullOrganization({ query: { organizationId: v.org } })),
    {
      does: 'follows the list',
      jar: 'cid',
      flavour: 'react',
      plugins,
      capture: { hooks: 'result.made.data.id' },
      client: async (/** @type {any} */ c, /** @type {any} */ _, /** @type {any} */ { hook }) => {
        const list = hook(() => c.useListOrganizations());
        const none = await list.until(settled);
        const made = await c.organization.create({ name: 'Hooks', slug: 'client-hooks' });
        const one = await list.until((/** @type {any} */ s) => settled(s) && s.data?.length === 1);
        list.unmount();
        return { none: none.data, made, one: one.data };
      },
    },
    {
      does: 'follows the active one',
      jar: 'cid',
      flavour: 'react',
      plugins,
      client: async (/** @type {any} */ c, /** @type {any} */ v, /** @type {any} */ { hook }) => {
        const active = hook(() => c.useActiveOrganization());
        const before = await active.until((/** @type {any} */ s) => settled(s) && s.data);
        await c.organization.update({ organizationId: v.hooks, data: { name: 'Renamed' } });
        const after = await active.until((/** @type {any} */ s) => settled(s) && s.data?.name === 'Renamed');
        active.unmount();
        return { before: before.data, after: after.data };
      },
    },
    ['useActiveMember', 'useActiveMemberRole'].map((name) => ({
      does: `follows ${name}`,
      jar: 'cid',
      flavour: 'react',
      plugins,
      client: async (/** @type {any} */ c, /** @type {any} */ _, /** @type {any} */ { hook }) => {
        const place = hook(() => c[name]());
        const found = await place.until((/** @type {any} */ state) => settled(state) && state.data);
        place.unmount();
        return found.data;
      },
    })),
  ],
};
