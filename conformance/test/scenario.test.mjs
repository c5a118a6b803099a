import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkScenario, loadScenarios } from '../runner/scenario.mjs';
import { loadProfile } from '../runner/profile.mjs';

const ok = { does: 'asks', get: '/ok', expect: 200 };

/** @type {[string, any, RegExp][]} */
const refused = [
  ['a key of the scenario nobody knows', { title: 't', steps: [], surprise: 1 }, /unknown key surprise/],
  ['no title', { steps: [] }, /needs a title/],
  ['a step without words', { title: 't', steps: [{ get: '/ok', expect: 200 }] }, /says nothing/],
  ['two steps of one name', { title: 't', steps: [ok, ok] }, /two steps are called "asks"/],
  ['a key of the step nobody knows', { title: 't', steps: [{ ...ok, jsn: {} }] }, /has no key jsn/],
  ['a key of another kind of step', { title: 't', steps: [{ ...ok, where: {} }] }, /has no key where/],
  [
    'a request that expects nothing',
    { title: 't', steps: [{ does: 'asks', get: '/ok' }] },
    /expects nothing/,
  ],
  ['a server nobody knows', { title: 't', together: 'somebody', steps: [] }, /who is that/],
  ['a shared step on no server', { title: 't', together: 'lyceum', steps: [ok] }, /on which server/],
  ['a server where there is no choice', { title: 't', steps: [{ ...ok, on: 'lyceum' }] }, /has no key on/],
  ['no kind of step', { title: 't', steps: [{ does: 'dreams' }] }, /no kind of step/],
];

for (const [name, scenario, message] of refused) {
  test(`refuses ${name}`, () => assert.throws(() => checkScenario('area/name', scenario), message));
}

test('the area is the folder', () => {
  const scenario = checkScenario('core/session/x', { title: 't', steps: [[ok]] });
  assert.equal(scenario.area, 'core/session');
  assert.equal(scenario.profile, 'default');
  assert.equal(scenario.steps.length, 1);
});

test('every scenario of the folder is well formed, and so is its profile', async () => {
  const scenarios = await loadScenarios(() => true);
  assert.ok(scenarios.length > 50);
  for (const name of new Set(scenarios.map((scenario) => scenario.profile))) {
    await loadProfile(name, { provider: 'http://127.0.0.1:1', openid: 'http://127.0.0.1:2' });
  }
});
