import type { UserWithRole } from 'better-auth/client/plugins';
import { settings } from '@site/src/lib/settings';

export type Account = UserWithRole;

export const pageSize = 25;

/** What of the list of users is shown, as the address has it. */
export interface UserQuery {
  search: string;
  field: 'email' | 'name';
  /** A name of `filters`, or `role:` and that of a role. */
  filter: string;
  sort: keyof typeof sorts;
  /** From 1. */
  page: number;
}

const filters = {
  all: { text: 'Everybody' },
  banned: { text: 'Banned', field: 'banned', value: true, operator: 'eq' },
  unverified: { text: 'Address not confirmed', field: 'emailVerified', value: false, operator: 'eq' },
} as const;

const rolePrefix = 'role:';

/** All filters, with what they are called; one for each role that the server has. */
export function filterChoices(roleTitle: (name: string) => string): [value: string, text: string][] {
  const roles = Object.keys(settings().admin?.roles ?? {});
  return [
    ...Object.entries(filters).map(([name, { text }]): [string, string] => [name, text]),
    ...roles.map((name): [string, string] => [rolePrefix + name, `Role: ${roleTitle(name)}`]),
  ];
}

function filterOf(name: string) {
  if (name.startsWith(rolePrefix)) {
    return { field: 'role', value: name.slice(rolePrefix.length), operator: 'contains' } as const;
  }
  return filters[name as keyof typeof filters];
}

function isFilter(name: string): boolean {
  return Object.hasOwn(filters, name) || (name.startsWith(rolePrefix) && name.length > rolePrefix.length);
}

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
    filter: isFilter(filter) ? filter : 'all',
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
  const wanted = filterOf(filter);
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
