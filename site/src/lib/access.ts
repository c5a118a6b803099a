import { role } from 'better-auth/plugins/access';
import type { Permissions } from './settings';

type Role = ReturnType<typeof role>;

/**
 * The server's roles for a plugin of the client, whose `checkRolePermission` then answers as the server does. The
 * plugin adds its usual roles to those it is given: the ones that the server does not have allow nothing here.
 *
 * @param given from the settings of the page; undefined when the server does not have the plugin
 */
export function clientRoles<Name extends string>(
  given: Record<string, Permissions> | undefined,
  usual: readonly Name[],
): Record<Name, Role> {
  const roles: Record<string, Role> = Object.fromEntries(usual.map((name) => [name, role({})]));
  for (const [name, allowed] of Object.entries(given ?? {})) roles[name] = role(allowed);
  return roles;
}
