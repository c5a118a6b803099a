import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../compare/compare.mjs';
import { Mask } from '../compare/mask.mjs';
import { compactCookie, jwt, signedCookie } from '../scenarios/_forge.mjs';
import { secret } from '../targets/settings.mjs';

const startedAt = Date.parse('2026-01-01T00:00:00.000Z');
const mask = () => new Mask({ secret, startedAt });
const [one, two] = ['aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE', 'zY8xW6vU4tS2rQ0pO8nM6lK4jI2hG0fE'];

test('the same value keeps its placeholder, another gets another', () => {
  const masked = mask().value({ id: one, again: one, other: two });
  assert.deepEqual(masked, { id: '‹token32 1›', again: '‹token32 1›', other: '‹token32 2›' });
});

test('words of the protocol are left alone', () => {
  const words = [
    'INVALID_EMAIL_OR_PASSWORD',
    'user_id_or_session_required',
    'conformance/1',
    'http://localhost:3000/api/auth',
  ];
  for (const word of words) assert.equal(mask().string(word), word);
});

test('relations between values are compared, not only their shape', () => {
  const left = mask().value({ token: one, cookie: one });
  const right = mask().value({ token: one, cookie: two });
  assert.equal(compare(left, right).length, 1);
});

test('moments are equal within the tolerance and in the same notation only', () => {
  const at = (/** @type {any} */ value) => mask().value({ at: value });
  assert.deepEqual(compare(at('2026-01-08T00:00:00.000Z'), at('2026-01-08T00:00:09.123Z')), []);
  assert.equal(compare(at('2026-01-08T00:00:00.000Z'), at('2026-01-08T00:01:00.000Z')).length, 1);
  assert.equal(compare(at('2026-01-08T00:00:00.000Z'), at('2026-01-08T00:00:00Z')).length, 1);
  assert.equal(compare(at(startedAt), at(startedAt / 1000)).length, 1);
});

test('signed, cached and tokenised values are opened and their signatures checked', () => {
  const signed = mask().string(decodeURIComponent(signedCookie(one)));
  assert.deepEqual(signed, { signed: '‹token32 1›', signature: 'valid' });
  const foreign = mask().string(decodeURIComponent(signedCookie(one, 'another key')));
  assert.equal(foreign.signature, 'invalid');
  const token = mask().string(jwt({ sub: 'ann' }));
  assert.deepEqual(token, { jwt: { alg: 'HS256' }, claims: { sub: 'ann' }, signature: 'valid' });
  const cache = mask().string(compactCookie({ user: { name: 'ann' } }, { expiresAt: startedAt }));
  assert.equal(cache.compact.signature, 'valid');
  assert.equal(cache.compact.session.user.name, 'ann');
});

test('a URL is compared by its parts and by how they are encoded', () => {
  const url = (/** @type {string} */ text) => mask().string(text);
  assert.deepEqual(compare(url(`/a?token=${one}&x=%2F`), url(`/a?token=${two}&x=%2F`)), []);
  assert.notDeepEqual(compare(url('/a?x=%2F&y=1'), url('/a?y=1&x=%2F')), []);
  assert.equal(compare(url('/a?x=%2F'), url('/a?x=/')).length, 1);
});

test('null, absent and the order of keys are told apart', () => {
  assert.equal(compare({ a: null }, {}).length, 1);
  assert.equal(compare({}, { a: null }).length, 1);
  assert.equal(compare({ a: 1, b: 2 }, { b: 2, a: 1 }).length, 1);
  assert.equal(compare([1], [1, 2]).length, 1);
  assert.equal(compare({ a: 1 }, { a: '1' }).length, 1);
  assert.deepEqual(compare({ a: [1, { b: null }] }, { a: [1, { b: null }] }), []);
});
