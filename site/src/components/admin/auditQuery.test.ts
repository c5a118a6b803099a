import { expect, test } from 'vitest';
import { logAddress, readAudit, serverFilters } from './auditQuery';

test('an address says which records are shown, and nothing else', () => {
  for (const address of [
    '/admin?section=log',
    '/admin?section=log&actor=a&target=b&action=ban-user&outcome=done&since=2026-05-01&until=2026-05-31&page=2',
  ]) {
    expect(logAddress(readAudit(new URL(address, 'http://x').search))).toBe(address);
  }
  expect(readAudit('?since=yesterday&until=2026-13-01&page=0')).toMatchObject({
    since: '',
    until: '',
    page: 1,
  });
});

test('the last day is included, to its end', () => {
  const filters = serverFilters(readAudit('?action=set-role&since=2026-12-31&until=2026-12-31'));
  expect(filters).toEqual({
    action: 'set-role',
    since: new Date(2026, 11, 31).toISOString(),
    until: new Date(2027, 0, 1).toISOString(),
  });
});
