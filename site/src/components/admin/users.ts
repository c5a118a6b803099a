import type { UserWithRole } from 'better-auth/client/plugins';
import type { User } from '@site/src/lib/auth-client';
import { splitRoles } from '@site/src/lib/permissions';

export type Account = UserWithRole;

export const pageSize = 25;

/** What of the list of users is shown, as the address has it. */
export interface UserQuery {
  search: string;
  field: 'email' | 'name';
  filter: keyof typeof filters;
  sort: keyof typeof sorts;
  /** From 1. */
  page: number;
}

export const filters = {
  all: { text: 'Everybody' },
  admins: { text: 'Administrators', field: 'role', value: 'admin', operator: 'contains' },
  banned: { text: 'Banned', field: 'banned', value: true, operator: 'eq' },
  unverified: { text: 'Address not confirmed', field: 'emailVerified', value: false, operator: 'eq' },
} as const;

export const sorts = {
  newest: { text: 'Newest first', by: 'createdAt', direction: 'desc' },
  oldest: { text: 'Oldest first', by: 'createdAt', direction: 'asc' },
  name: { text: 'By name', by: 'name', direction: 'asc' },
  email: { text: 'By address', by: 'email', direction: 'asc' },
} as const;

/** Reads what is shown from an address; what is not known there is the usual. */
export function readQuery(search: string): UserQuery {
  const query = new URLSearchParams(search);
  const filter = query.get('filter') ?? '';
  const sort = query.get('sort') ?? '';
  const page = Number(query.get('page'));
  return {
    search: query.get('search') ?? '',
    field: query.get('field') === 'name' ? 'name' : 'email',
    filter: Object.hasOwn(filters, filter) ? (filter as UserQuery['filter']) : 'all',
    sort: Object.hasOwn(sorts, sort) ? (sort as UserQuery['sort']) : 'newest',
    page: Number.isSafeInteger(page) && page > 0 ? page : 1,
  };
}

/** The address that shows this. */
export function writeQuery({ search, field, filter, sort, page }: UserQuery): string {
  const query = new URLSearchParams();
  if (search) query.set('search', search);
  if (field !== 'email') query.set('field', field);
  if (filter !== 'all') query.set('filter', filter);
  if (sort !== 'newest') query.set('sort', sort);
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text ? `/admin?${text}` : '/admin';
}

/** What the server is asked for. */
export function serverQuery({ search, field, filter, sort, page }: UserQuery) {
  const wanted = filters[filter];
  return {
    limit: pageSize,
    offset: (page - 1) * pageSize,
    sortBy: sorts[sort].by,
    sortDirection: sorts[sort].direction,
    ...(search && { searchValue: search, searchField: field, searchOperator: 'contains' as const }),
    ...('field' in wanted && {
      filterField: wanted.field,
      filterValue: wanted.value,
      filterOperator: wanted.operator,
    }),
  };
}

export function userAddress(id: string): string {
  return `/admin?user=${encodeURIComponent(id)}`;
}

/** Whether to show the pages for administrators; what they may do the server decides. */
export function isAdmin(user: User): boolean {
  return splitRoles(user.role ?? '').includes('admin');
}

export function accountName({ name, email }: Pick<Account, 'name' | 'email'>): string {
  return name.trim() || email;
}

/** Whether a ban holds now. */
export function isBanned(
  { banned, banExpires }: Pick<Account, 'banned' | 'banExpires'>,
  now = Date.now(),
): boolean {
  return Boolean(banned) && (!banExpires || new Date(banExpires).getTime() > now);
}
