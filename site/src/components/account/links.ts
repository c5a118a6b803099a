import type { User } from '@site/src/lib/auth-client';
import { settings } from '@site/src/lib/settings';
import { mayAdminister } from '../admin/office';

/** The pages of a signed-in reader besides the profile, of what is offered here. */
export function accountLinks(user: User): { to: string; text: string }[] {
  const links: { to: string; text: string }[] = [];
  if (settings().organization) links.push({ to: '/organizations', text: 'Organizations' });
  if (mayAdminister(user)) links.push({ to: '/admin', text: 'Administration' });
  return links;
}
