import { describe, expect, it } from 'vitest';
import { pathHere, safeRedirect } from './redirect';

describe('safeRedirect', () => {
  it.each(['/', '/profile', '/book/a/b/c?x=1#section', '/a%2F%2Fb'])('keeps %s', (path) => {
    expect(safeRedirect(path)).toBe(path);
  });

  it.each([
    null,
    '',
    'profile',
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/./\\/evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    ' /profile',
  ])('refuses %j', (path) => {
    expect(safeRedirect(path, '/fallback')).toBe('/fallback');
  });
});

it.each([
  ['https://site.example/magic-link?redirect=%2Fprofile#top', '/magic-link?redirect=%2Fprofile#top'],
  ['/contents', '/contents'],
  ['https://evil.example/contents', null],
  ['//evil.example/', null],
  ['javascript:alert(1)', null],
  ['', null],
  [null, null],
])('the path here of %s', (address, path) => {
  expect(pathHere(address, 'https://site.example')).toBe(path);
});
