import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import type { InviteRules } from '@site/src/lib/invite-list';
import { asRoles, type Invitation, type Place } from './place';

export interface Invite {
  email: string;
  role: string;
  teamId?: string;
  /** Mails an invitation that is open already again. */
  resend?: boolean;
}

/** Sends one invitation. */
export function invite(
  organizationId: string,
  { email, role, teamId, resend }: Invite,
): Promise<Outcome<unknown>> {
  return attempt((fetchOptions) =>
    authClient.organization.inviteMember({
      email,
      role: asRoles(role.split(',')),
      organizationId,
      ...(teamId && { teamId }),
      ...(resend && { resend }),
      fetchOptions,
    }),
  );
}

export function isOpen({ status, expiresAt }: Invitation): boolean {
  return status === 'pending' && new Date(expiresAt).getTime() > Date.now();
}

/** What a list is checked against before anything is sent. */
export function rulesOf({ organization, mayGive }: Place, role: string): InviteRules {
  return {
    role,
    roles: mayGive,
    members: new Set(organization.members.map(({ user }) => user.email.toLowerCase())),
    invited: new Set(organization.invitations.filter(isOpen).map(({ email }) => email.toLowerCase())),
  };
}
