import { adminClient, organizationClient } from 'better-auth/client/plugins';
import { expect, test } from 'vitest';
import { clientRoles } from './access';

const given = {
  owner: { lesson: ['write'], organization: ['delete'] },
  tutor: { lesson: ['read'] },
  member: {},
};

type Check = (input: { role: string; permissions: Record<string, string[]> }) => boolean;

test("the client answers by the server's roles, and by no others", () => {
  const roles = clientRoles(given, ['owner', 'admin', 'member']);
  const { organization } = organizationClient({ roles }).getActions(null as never, null as never, undefined);
  const check = organization.checkRolePermission as Check;
  expect(check({ role: 'owner', permissions: { organization: ['delete'] } })).toBe(true);
  expect(check({ role: 'member,tutor', permissions: { lesson: ['read'] } })).toBe(true);
  expect(check({ role: 'tutor', permissions: { lesson: ['write'] } })).toBe(false);
  // A usual role of the client that the server was given no definition of, and one that it defines otherwise.
  expect(check({ role: 'admin', permissions: { organization: ['update'] } })).toBe(false);
  expect(check({ role: 'owner', permissions: { member: ['delete'] } })).toBe(false);
});

test('without the plugin nobody administers', () => {
  const { admin } = adminClient({ roles: clientRoles(undefined, ['admin', 'user']) }).getActions();
  const check = admin.checkRolePermission;
  expect(check({ role: 'admin', permissions: { user: ['list'] } })).toBe(false);
});
