import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../compare/compare.mjs';
import { Mask } from '../compare/mask.mjs';
import { view } from '../compare/view.mjs';

const startedAt = Date.parse('2026-01-01T00:00:00.000Z');
const mask = () => new Mask({ secret: 'secret', startedAt });
const step = /** @type {any} */ ({});

/** @param {any} happening */
const seen = (happening) => view({ does: 'it', setup: false, ...happening }, step, mask());

test('rows of one millisecond have no order', () => {
  const createdAt = '2026-01-01T00:00:01.000Z';
  const rows = [
    { id: 'aB3aB3aB3aB3aB3aB3aB3aB3', name: 'one', createdAt },
    { id: 'cD4cD4cD4cD4cD4cD4cD4cD4', name: 'two', createdAt },
  ];
  assert.deepEqual(compare(seen({ rows }), seen({ rows: rows.toReversed() })), []);
  assert.notDeepEqual(compare(seen({ rows }), seen({ rows: [rows[0], rows[0]] })), []);
});

/** A reply some seconds after the start. @param {number} seconds @param {string} wait @param {any} [body] */
const refused = (seconds, wait, body) => {
  const reply = { status: 429, headers: { 'x-retry-after': wait }, setCookies: [], cookies: {}, body };
  return seen({
    exchanges: [
      {
        request: { method: 'GET', path: '/', headers: {} },
        reply: { ...reply, text: JSON.stringify(body ?? ''), at: startedAt + seconds * 1000 },
      },
    ],
  });
};

test('how long to wait passes as fast as the scenario', () => {
  assert.deepEqual(compare(refused(0.5, '60'), refused(9, '52')), []);
  assert.notDeepEqual(compare(refused(0.5, '60'), refused(1, '52')), []);
  assert.deepEqual(compare(refused(0.5, '100000'), refused(0.5, '100000')), []);
  assert.notDeepEqual(compare(refused(0.5, '100000'), refused(0.5, '200000')), []);
});

test('so does what an API key has to wait', () => {
  const body = (/** @type {number} */ ms) => ({ details: { tryAgainIn: ms } });
  assert.deepEqual(compare(refused(0.5, '60', body(5010)), refused(0.9, '60', body(4990))), []);
  assert.notDeepEqual(compare(refused(0.5, '60', body(60_000)), refused(0.9, '60', body(10_000))), []);
});
