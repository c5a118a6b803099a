/**
 * Records what the reference takes for a trusted origin or target, for the Go tests (auth/internal/origin). Run it after
 * an update of the reference:
 *
 *   node record/origins.mjs
 */
import { writeFile } from 'node:fs/promises';
import { random } from '../explore/random.mjs';

// The package does not export them.
const within = (/** @type {string} */ path) =>
  import(new URL(`../node_modules/better-auth/dist/${path}`, import.meta.url).href);
const { matchesOriginPattern } = await within('auth/trusted-origins.mjs');
const { wildcardMatch } = await within('utils/wildcard.mjs');

const chance = random(20);
/** @template T @param {T[]} list @returns {T} */
const one = (list) => list[Math.floor(chance() * list.length)];

const schemes = ['https://', 'http://', 'HTTPS://', 'myapp://', 'MyApp://', 'exp://', 'myapp:/', 'exp:', ''];
const hosts = [
  'a.example.com',
  'A.Example.com',
  'example.com',
  'b.a.example.com',
  'localhost',
  '10.0.0.1',
  '10.0.evil.org',
  '',
];
const ports = ['', '', '', ':8080', ':443', ':80'];
const paths = [
  '',
  '',
  '/',
  '/a',
  '/a/',
  '/a/b',
  '/a//b',
  '/a/../b',
  '/./a',
  '/a%2fb',
  '/%61',
  '/%zz',
  '/a?x=/b',
  '/a#b',
  '?x',
  '#x',
];
const users = ['', '', '', '', 'u@', 'u:p@'];
const wildSchemes = ['https://', 'http://', 'myapp://', 'exp://', '', 'http*://', 'h??p://'];
const wildHosts = [
  '*.example.com',
  '*',
  '**',
  'a.*.com',
  '?.example.com',
  '*example.com',
  '10.*',
  '10.0.0.?',
  'example.com',
  'localhost',
  '',
];
const wildPorts = ['', '', ':*', ':8080', ':80*'];
const wildPaths = ['', '', '/', '/*', '/**', '/a', '/a/*', '/a?'];
const globs = [
  '/a/*',
  '/a/**',
  '/**/c',
  '/**',
  '**',
  '*',
  '/a/**/c',
  '/a/**/**',
  'a?c',
  '/*/c',
  '/a/',
  '/a*/',
  '\\*',
  '/a\\',
  '/sign-in/*',
  '/**/a/*',
  '/a//b',
];
const texts = [
  '/a',
  '/a/',
  '/a/b',
  '/a/b/c',
  '/a/c',
  '/c',
  '/ab',
  '/ab/c',
  '/',
  '',
  'a',
  'abc',
  'a/c',
  '*',
  '/a//b',
  '\\a\\b',
  '/sign-in',
  '/sign-in/email',
  '/sign-in/a/b',
  '/x/a/b',
  '/a/bc/c',
  'aüc',
];

const web = () => one(schemes) + one(users) + one(hosts) + one(ports) + one(paths);
const pattern = () => one(wildSchemes) + one(wildHosts) + one(wildPorts) + one(wildPaths);

// Browsers read `https:x` as they please; Lyceum refuses it.
const usual = (/** @type {string} */ value) =>
  !/^https?:(?!\/\/)/i.test(value) && !/^https?:\/\/\//i.test(value);

const lines = new Set();
while (lines.size < 1800) {
  const value = web();
  const trusted = chance() < 0.3 ? one(schemes) + one(hosts) + one(ports) + one(paths) : pattern();
  if (!usual(value) || !trusted) continue;
  lines.add(['origin', trusted, value, matchesOriginPattern(value, trusted)].join('\t'));
}
for (const glob of globs)
  for (const text of texts) lines.add(['glob', glob, text, wildcardMatch(glob)(text)].join('\t'));

const output = new URL('../../auth/internal/origin/testdata/origins.tsv', import.meta.url);
await writeFile(output, `${[...lines].join('\n')}\n`);
