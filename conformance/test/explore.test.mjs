import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plans, walks } from '../explore/plans.mjs';
import { isRequest, kindOf } from '../runner/scenario.mjs';

test('every endpoint is asked many things, each under a name', () => {
  const all = plans({ sample: 1 });
  assert.ok(all.length > 100);
  for (const { id, steps } of all) {
    const requests = steps.filter((step) => isRequest(kindOf(step)));
    assert.ok(requests.length > 20, id);
    for (const step of requests) assert.ok(step.does, id);
  }
});

test('a sample is a part', () => {
  const count = (/** @type {number} */ sample) =>
    plans({ sample }).reduce((sum, { steps }) => sum + steps.length, 0);
  assert.ok(count(20) < count(1) / 4);
});

test('a seed decides a walk', () => {
  const told = (/** @type {number} */ from) => walks({ many: 1, from })[0].steps.map((step) => step.does);
  assert.deepEqual(told(5), told(5));
  assert.notDeepEqual(told(5), told(6));
});
