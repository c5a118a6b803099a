import { rolesTitle } from '@site/src/lib/permissions';
import { formatDate } from '../organization/place';

/** The detail of a record in words: what it is about, and its value. */
export function factsOf(detail: Record<string, unknown>): [name: string, value: string][] {
  return Object.entries(detail).map(([key, value]) => [nameOf(key), valueOf(key, value)]);
}

/** `organizationId` is about an organization, `emailVerified` about an email verified. */
function nameOf(key: string): string {
  return key.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function valueOf(key: string, value: unknown): string {
  if (value === null || value === '') return key === 'expires' ? 'never' : 'none';
  if (value instanceof Date) return formatDate(value); // the client reads moments
  if (Array.isArray(value)) return value.join(', ') || 'none';
  if (typeof value !== 'string') return JSON.stringify(value);
  return key === 'role' || key === 'before' ? rolesTitle(value) : value;
}
