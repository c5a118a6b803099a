import { createContext, use } from 'react';
import { authClient, memberMay, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { allows, grantable, mergePermissions, type Roles } from '@site/src/lib/permissions';
import { settings, type OrganizationSettings, type Permissions } from '@site/src/lib/settings';

export type Organization = typeof authClient.$Infer.ActiveOrganization;
export type Member = Organization['members'][number];
export type Invitation = Organization['invitations'][number];
export type Team = Organization['teams'][number];

/** A role that an organization has made for itself. */
export interface OwnRole {
  id: string;
  role: string;
  permission: Permissions;
}

/** An organization as one of its members sees it. */
export interface Place {
  organization: Organization;
  offers: OrganizationSettings;
  me: User;
  /** The reader's role, which may hold several. */
  myRole: string;
  ownRoles: OwnRole[];
  /** What all roles allow, own ones included. */
  roles: Roles;
  /** The roles that the reader may give. */
  mayGive: string[];
  can: (resource: string, action: string) => boolean;
  /** Asks the server again, after something has changed. */
  reload: () => Promise<void>;
}

const Context = createContext<Place | null>(null);
export const PlaceProvider = Context.Provider;

export function usePlace(): Place {
  const place = use(Context);
  if (!place) throw new Error('usePlace needs a PlaceProvider above it');
  return place;
}

/** How many members are shown at most. */
export const memberLimit = 1000;

export interface Answers {
  organization: Organization;
  myRole: string;
  ownRoles: OwnRole[];
}

/** Everything that the page about an organization shows. */
export async function loadPlace(organizationId: string, me: User): Promise<Outcome<Answers>> {
  const found = await attempt((fetchOptions) =>
    authClient.organization.getFullOrganization({
      query: { organizationId, membersLimit: memberLimit },
      fetchOptions,
    }),
  );
  if (found.refusal) return found;
  const organization = found.data as Organization | null;
  if (!organization) {
    return {
      refusal: { code: 'ORGANIZATION_NOT_FOUND', message: 'There is no such organization.', field: 'form' },
    };
  }
  let myRole: string | undefined = organization.members.find(({ userId }) => userId === me.id)?.role;
  if (myRole === undefined) {
    const asked = await attempt((fetchOptions) =>
      authClient.organization.getActiveMemberRole({ query: { organizationId }, fetchOptions }),
    );
    if (asked.refusal) return asked;
    myRole = asked.data.role;
  }
  const ownRoles = await loadOwnRoles(organizationId);
  return { data: { organization, myRole, ownRoles } };
}

/** The organization's own roles; none for those who may not read them. */
async function loadOwnRoles(organizationId: string): Promise<OwnRole[]> {
  if (!settings().organization?.statements) return [];
  const { data } = await attempt((fetchOptions) =>
    authClient.organization.listRoles({ query: { organizationId }, fetchOptions }),
  );
  return data ?? [];
}

export function placeOf(
  { organization, myRole, ownRoles }: Answers,
  offers: OrganizationSettings,
  me: User,
  reload: () => Promise<void>,
): Place {
  const own: Roles = Object.fromEntries(ownRoles.map(({ role, permission }) => [role, permission]));
  const roles: Roles = { ...offers.roles };
  for (const [name, allowed] of Object.entries(own)) roles[name] = mergePermissions(roles[name], allowed);
  return {
    organization,
    offers,
    me,
    myRole,
    ownRoles,
    roles,
    mayGive: grantable(roles, myRole, offers.creatorRole),
    can: (resource, action) => memberMay(myRole, resource, action) || allows(own, myRole, resource, action),
    reload,
  };
}

/** Role names in the type that the client knows: it has only the three names of the reference. */
export function asRoles(names: string[]): 'member'[] {
  return names as 'member'[];
}

export function formatDate(date: Date | string): string {
  return new Date(date).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
