import { passkeyClient } from '@better-auth/passkey/client';
import {
  adminClient,
  jwtClient,
  magicLinkClient,
  multiSessionClient,
  organizationClient,
  twoFactorClient,
} from 'better-auth/client/plugins';
import { createAuthClient } from 'better-auth/react';
import { settings } from './settings';

/**
 * The Better Auth client, the only one of the site. Without an authURL it talks to the page's own origin. While
 * pages are rendered at build time it exists but is never asked anything. It has every plugin that the pages know;
 * which of them the server has is in the settings.
 */
export const authClient = createAuthClient({
  baseURL: settings().authURL || undefined,
  plugins: [
    jwtClient(),
    magicLinkClient(),
    twoFactorClient(),
    passkeyClient(),
    multiSessionClient(),
    organizationClient({ teams: { enabled: true }, dynamicAccessControl: { enabled: true } }),
    adminClient(),
  ],
});

export type Session = typeof authClient.$Infer.Session;
export type User = Session['user'];

/** Asks the server again who is signed in, after something other than the client itself has found out. */
export function refreshSession(): void {
  authClient.$store.notify('$sessionSignal');
}
