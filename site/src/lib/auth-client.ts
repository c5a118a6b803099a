import { passkeyClient } from '@better-auth/passkey/client';
import {
  adminClient,
  emailOTPClient,
  jwtClient,
  magicLinkClient,
  multiSessionClient,
  organizationClient,
  phoneNumberClient,
  twoFactorClient,
  usernameClient,
} from 'better-auth/client/plugins';
import { createAuthClient } from 'better-auth/react';
import { clientRoles } from './access';
import { splitRoles } from './permissions';
import { settings } from './settings';

const { authURL, organization, admin } = settings();

/**
 * The Better Auth client, the only one of the site. Without an authURL it talks to the page's own origin. While
 * pages are rendered at build time it exists but is never asked anything. It has every plugin that the pages know;
 * which of them the server has is in the settings.
 */
export const authClient = createAuthClient({
  baseURL: authURL || undefined,
  plugins: [
    jwtClient(),
    magicLinkClient(),
    twoFactorClient(),
    passkeyClient(),
    usernameClient(),
    emailOTPClient(),
    phoneNumberClient(),
    multiSessionClient(),
    organizationClient({
      teams: { enabled: true },
      dynamicAccessControl: { enabled: true },
      roles: clientRoles(organization?.roles, ['owner', 'admin', 'member']),
    }),
    adminClient({ roles: clientRoles(admin?.roles, ['admin', 'user']) }),
  ],
});

export type Session = typeof authClient.$Infer.Session;
export type User = Session['user'];

/** Whether a role of an organization, or one of several, allows an action. Its own roles the client does not know. */
export function memberMay(role: string, resource: string, action: string): boolean {
  const check = authClient.organization.checkRolePermission as (input: object) => boolean;
  return check({ role: splitRoles(role).join(','), permissions: { [resource]: [action] } });
}

/** Whether a user may do something to others, by their role on the platform. */
export function userMay(user: { role?: string | null }, resource: string, action: string): boolean {
  if (!admin) return false;
  const check = authClient.admin.checkRolePermission as (input: object) => boolean;
  return check({ role: user.role || admin.defaultRole, permissions: { [resource]: [action] } });
}

/** Asks the server again who is signed in, after something other than the client itself has found out. */
export function refreshSession(): void {
  authClient.$store.notify('$sessionSignal');
}
