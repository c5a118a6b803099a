import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outdated, pendingFor } from '../compare/pending.mjs';
import { applyAllowed, checkAllowed, failed } from '../compare/allowed.mjs';
import { printVerdict } from '../report/print.mjs';
import { matrix } from '../report/matrix.mjs';

const reason = 'it is safer';
const option = 'compat: reference';

/** @returns {import('../compare/judge.mjs').Verdict} */
const verdict = () => ({
  scenario: {
    id: 'session/list',
    area: 'session',
    title: 'Lists',
    profile: 'default',
    own: false,
    steps: [],
  },
  side: 'lyceum/sqlite',
  broken: [],
  shown: [],
  steps: [
    {
      does: 'lists',
      setup: false,
      findings: [{ step: 'lists', path: 'exchanges[0].status', left: '200', right: '401' }],
    },
    { does: 'asks', setup: false, findings: [] },
  ],
});

test('an undeclared difference fails', () => {
  const found = verdict();
  assert.deepEqual(applyAllowed([found], []), []);
  assert.ok(failed(found));
  assert.match(printVerdict(found), /step "lists"[^]*status[^]*reference {2}200[^]*lyceum\/sqlite {2}401/);
});

test('a declared one does not', () => {
  const found = verdict();
  const list = [{ scenario: 'session/*', step: 'lists', path: 'exchanges[0].status', reason, option }];
  assert.deepEqual(applyAllowed([found], list), []);
  assert.ok(!failed(found));
  assert.match(matrix([found], list, []), /it is safer/);
  assert.match(matrix([found], list, []), /\| session \| 1 \| 2 \| 0 \| 1 \|/);
});

test('a declaration for another step, path or scenario covers nothing and is reported', () => {
  for (const other of [{ step: 'asks' }, { path: 'exchanges[0].body' }, { scenario: 'session/other' }]) {
    const found = verdict();
    const list = [{ scenario: 'session/list', reason, option, ...other }];
    assert.deepEqual(applyAllowed([found], list), list);
    assert.ok(failed(found));
  }
});

test('a scenario that meets something unexpected fails although nothing differs', () => {
  const found = { ...verdict(), steps: [], broken: ['the reference did not do what the scenario says'] };
  assert.ok(failed(found));
  assert.match(printVerdict(found), /did not do what the scenario says/);
});

test('a declaration needs a reason and an option', () => {
  assert.throws(() => checkAllowed([{ scenario: 'x', reason: '', option }]), /required/);
  assert.throws(
    () => checkAllowed([/** @type {any} */ ({ scenario: 'x', reason, option, sceanrio: 'y' })]),
    /unknown key/,
  );
});

test('what is played together has a table of its own', () => {
  const found = verdict();
  const shared = {
    ...found,
    side: 'together',
    scenario: { ...found.scenario, id: 'together/x', together: 'lyceum' },
  };
  const text = matrix([found, shared], [], []);
  assert.match(text, /\| together\/x \| Lists \| 2 \| works \|/);
  assert.doesNotMatch(text, /Equal on together/);
});

test('what is pending may differ, but not agree', () => {
  const pending = [{ scenario: 'session/*', reason: 'later' }];
  const found = verdict();
  assert.equal(pendingFor(pending, 'session/list'), pending[0]);
  assert.equal(pendingFor(pending, 'sessions/list'), undefined);
  assert.deepEqual(outdated([found], pending), []);
  assert.match(printVerdict(found, pending[0]), /^later session\/list/);
  assert.match(matrix([found], [], pending), /\| session\/list \|.*\| not there yet \|/);
  const agreeing = { ...found, steps: [] };
  assert.deepEqual(outdated([found, agreeing], pending), []);
  assert.match(outdated([agreeing], pending)[0], /session\/list agrees and is no longer pending/);
  assert.match(outdated([], pending)[0], /no such scenario/);
});
