import { expect, test } from 'vitest';
import { isBanned, readQuery, serverQuery, writeQuery } from './users';

test('an address says what is shown, and nothing else', () => {
  for (const address of [
    '/admin',
    '/admin?search=a+b&field=name&filter=banned&sort=email&page=3',
    '/admin?filter=role%3Ateacher',
  ]) {
    expect(writeQuery(readQuery(new URL(address, 'http://x').search))).toBe(address);
  }
  expect(readQuery('?filter=toString&sort=x&page=-1&field=id')).toEqual({
    search: '',
    field: 'email',
    filter: 'all',
    sort: 'newest',
    page: 1,
  });
});

test('the server is asked for one page', () => {
  expect(serverQuery(readQuery('?search=ada&filter=banned&page=2'))).toEqual({
    limit: 25,
    offset: 25,
    sortBy: 'createdAt',
    sortDirection: 'desc',
    searchValue: 'ada',
    searchField: 'email',
    searchOperator: 'contains',
    filterField: 'banned',
    filterValue: true,
    filterOperator: 'eq',
  });
  expect(serverQuery(readQuery('?filter=role:teacher'))).toMatchObject({
    filterField: 'role',
    filterValue: 'teacher',
    filterOperator: 'contains',
  });
  expect(serverQuery(readQuery(''))).not.toHaveProperty('filterField');
});

test('a ban ends', () => {
  const expires = new Date(1000);
  expect(isBanned({ banned: true, banExpires: null }, 5000)).toBe(true);
  expect(isBanned({ banned: true, banExpires: expires }, 999)).toBe(true);
  expect(isBanned({ banned: true, banExpires: expires }, 1000)).toBe(false);
  expect(isBanned({ banned: false, banExpires: null }, 5000)).toBe(false);
});
