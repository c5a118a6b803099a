import { expect, test } from 'vitest';
import { isSlug, slugOf } from './slug';

test('a name becomes an address', () => {
  expect(slugOf('  Robots & Co. — Zürich ')).toBe('robots-co-zurich');
  expect(slugOf('数学')).toBe('');
  expect(slugOf('x'.repeat(80))).toHaveLength(60);
});

test('what is an address', () => {
  for (const text of ['a', 'robots-2', '7']) expect(isSlug(text)).toBe(true);
  for (const text of ['', '-a', 'a-', 'a--b', 'A', 'a b', 'a/b']) expect(isSlug(text)).toBe(false);
});
