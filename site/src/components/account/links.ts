import type { User } from '@site/src/lib/auth-client';
import { settings } from '@site/src/lib/settings';
import { useAdministers } from '../admin/office';

/** The pages of a signed-in reader besides the profile, of what is offered here. */
export function useAccountLinks(user: User | null): { to: string; text: string }[] {
  const administers = useAdministers(user);
  const links: { to: string; text: string }[] = [];
  if (settings().organization) links.push({ to: '/organizations', text: 'Organizations' });
  if (administers.startsWith('by')) links.push({ to: '/admin', text: 'Administration' });
  return links;
}
