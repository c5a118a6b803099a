import { expect, test } from 'vitest';
import { formatDate } from '../organization/place';
import { factsOf } from './auditFacts';

test('details are words, not what programs write', () => {
  const expires = new Date('2026-12-05T04:23:38.965Z');
  expect(factsOf({ reason: 'Rude words, twice', expires })).toEqual([
    ['reason', 'Rude words, twice'],
    ['expires', formatDate(expires)],
  ]);
  expect(factsOf({ expires: null, role: 'user,librarian', before: '', fields: ['name', 'image'] })).toEqual([
    ['expires', 'never'],
    ['role', 'User, Librarian'],
    ['before', 'none'],
    ['fields', 'name, image'],
  ]);
  expect(factsOf({ organizationId: 'abc', failedAttempts: 3 })).toEqual([
    ['organization', 'abc'],
    ['failed attempts', '3'],
  ]);
});
