import { expect, test } from 'vitest';
import {
  allows,
  grantable,
  mergePermissions,
  pairs,
  rolesTitle,
  splitRoles,
  toggle,
  type Roles,
} from './permissions';

const roles: Roles = {
  owner: { organization: ['update', 'delete'], team: ['create'] },
  admin: { organization: ['update'], team: ['create'] },
  tutor: { team: ['create'] },
  member: {},
};

test('any of several roles may allow an action', () => {
  expect(allows(roles, 'member, admin', 'organization', 'update')).toBe(true);
  expect(allows(roles, 'member,admin', 'organization', 'delete')).toBe(false);
  expect(allows(roles, 'nobody', 'team', 'create')).toBe(false);
  expect(allows(roles, '', 'team', 'create')).toBe(false);
});

test('nobody gives more than they hold', () => {
  expect(grantable(roles, 'owner', 'owner')).toEqual(['owner', 'admin', 'tutor', 'member']);
  expect(grantable(roles, 'admin', 'owner')).toEqual(['admin', 'tutor', 'member']);
  expect(grantable(roles, 'member', 'owner')).toEqual(['member']);
});

test('an action is added and taken away in the order of the vocabulary', () => {
  const statements = { team: ['create', 'update', 'delete'], ac: ['read'] };
  const more = toggle({ team: ['delete'] }, statements, 'team', 'create');
  expect(more).toEqual({ team: ['create', 'delete'] });
  expect(toggle(more, statements, 'ac', 'read')).toEqual({ team: ['create', 'delete'], ac: ['read'] });
  expect(toggle({ team: ['create'] }, statements, 'team', 'create')).toEqual({});
});

test('roles in words', () => {
  expect(splitRoles(' owner,, admin ')).toEqual(['owner', 'admin']);
  expect(rolesTitle('owner,tutor')).toBe('Owner, Tutor');
  expect(pairs({ a: ['b', 'c'] })).toEqual([
    ['a', 'b'],
    ['a', 'c'],
  ]);
});

test('an organization adds to a role, and takes nothing away', () => {
  const merged = mergePermissions(
    { team: ['create'], ac: ['read'] },
    { team: ['create', 'delete'], lesson: ['read'] },
  );
  expect(merged).toEqual({ team: ['create', 'delete'], ac: ['read'], lesson: ['read'] });
  expect(mergePermissions(undefined, { ac: ['read'] })).toEqual({ ac: ['read'] });
});
