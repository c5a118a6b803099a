import type { Permissions } from './settings';

/** What roles allow, by name. */
export type Roles = Record<string, Permissions>;

/** The names in a member's role, which may hold several. */
export function splitRoles(role: string): string[] {
  return role
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}

/** Whether one of the roles that somebody holds allows an action. */
export function allows(roles: Roles, held: string, resource: string, action: string): boolean {
  return splitRoles(held).some((name) => roles[name]?.[resource]?.includes(action));
}

/** The names of the roles that somebody may give: those that allow nothing which their own do not. */
export function grantable(roles: Roles, held: string, creatorRole: string): string[] {
  const isCreator = splitRoles(held).includes(creatorRole);
  return Object.entries(roles)
    .filter(
      ([name, permissions]) =>
        isCreator ||
        (name !== creatorRole &&
          pairs(permissions).every(([resource, action]) => allows(roles, held, resource, action))),
    )
    .map(([name]) => name);
}

/** The permissions with an action added or taken away, in the order of the vocabulary. */
export function toggle(
  permissions: Permissions,
  statements: Permissions,
  resource: string,
  action: string,
): Permissions {
  const on = !permissions[resource]?.includes(action);
  const result: Permissions = {};
  for (const [name, actions] of Object.entries(statements)) {
    const kept = actions.filter((one) =>
      name === resource && one === action ? on : permissions[name]?.includes(one),
    );
    if (kept.length > 0) result[name] = kept;
  }
  return result;
}

/** What either allows: an organization may add to a fixed role. */
export function mergePermissions(one: Permissions = {}, other: Permissions = {}): Permissions {
  const merged: Permissions = { ...one };
  for (const [resource, actions] of Object.entries(other)) {
    merged[resource] = [...new Set([...(merged[resource] ?? []), ...actions])];
  }
  return merged;
}

/** What is allowed, as resource and action. */
export function pairs(permissions: Permissions): [resource: string, action: string][] {
  return Object.entries(permissions).flatMap(([resource, actions]) =>
    actions.map((action): [string, string] => [resource, action]),
  );
}

/** A role's name as it is shown. */
export function roleTitle(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A member's roles in words. */
export function rolesTitle(role: string): string {
  return splitRoles(role).map(roleTitle).join(', ');
}
