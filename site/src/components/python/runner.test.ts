import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FromWorker, Outcome, Piece, ToWorker } from './messages';
import { Runner, type Phase } from './runner';
import { Session, type WorkerLike } from './session';

/** A worker whose side of the conversation the test speaks. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  sent: ToWorker[] = [];
  terminated = false;

  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }

  terminate(): void {
    this.terminated = true;
  }

  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }

  end(outcome: Outcome): void {
    this.say({ type: 'ended', outcome });
  }

  get interrupted(): boolean {
    const start = this.sent[0];
    return start?.type === 'start' && start.interrupt?.[0] === 2;
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const cell = { code: 'pass', check: '' };

function lab(isolated = false) {
  const workers: FakeWorker[] = [];
  const runner = new Runner(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return new Session(worker, { pyodide: '/p/', modules: '/m/' }, isolated);
  });
  const start = (code = cell) => {
    const phases: Phase[] = [];
    const pieces: Piece[] = [];
    const run = runner.run(code, { onPhase: (p) => phases.push(p), onPiece: (p) => pieces.push(p) });
    return { ...run, phases, pieces };
  };
  return { workers, start };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Runner', () => {
  test('loads Python once and hands output on', async () => {
    const { workers, start } = lab();
    const first = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    workers[0]!.say({ type: 'piece', piece: { kind: 'stdout', data: 'hi\n' } });
    workers[0]!.end({ kind: 'done' });
    expect(await first.result).toEqual({ kind: 'done' });
    expect(first.phases).toEqual(['waiting', 'loading', 'running']);
    expect(first.pieces).toEqual([{ kind: 'stdout', data: 'hi\n' }]);

    const second = start();
    await settle();
    workers[0]!.end({ kind: 'done' });
    await second.result;
    expect(second.phases).toEqual(['waiting', 'running']);
    expect(workers).toHaveLength(1);
  });

  test('a second cell waits for the first', async () => {
    const { workers, start } = lab();
    const first = start({ code: 'one', check: '' });
    const second = start({ code: 'two', check: 'assert' });
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    expect(workers[0]!.sent.filter((m) => m.type === 'run')).toHaveLength(1);
    expect(second.phases).toEqual(['waiting']);
    workers[0]!.end({ kind: 'done' });
    await first.result;
    await settle();
    expect(workers[0]!.sent.at(-1)).toEqual({ type: 'run', code: 'two', check: 'assert' });
    workers[0]!.end({ kind: 'done' });
    await second.result;
  });

  test('without isolation, stopping ends the worker and the next run starts a new one', async () => {
    const { workers, start } = lab();
    const first = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    first.stop();
    expect(await first.result).toEqual({ kind: 'stopped' });
    expect(workers[0]!.terminated).toBe(true);
    workers[0]!.say({ type: 'piece', piece: { kind: 'stdout', data: 'late' } });
    expect(first.pieces).toEqual([]);

    start();
    await settle();
    expect(workers).toHaveLength(2);
  });

  test('with isolation, stopping interrupts and keeps the worker', async () => {
    const { workers, start } = lab(true);
    const first = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    first.stop();
    expect(workers[0]!.interrupted).toBe(true);
    workers[0]!.end({ kind: 'stopped' });
    expect(await first.result).toEqual({ kind: 'stopped' });
    expect(workers[0]!.terminated).toBe(false);
  });

  test('code that ignores the interruption is ended after the grace', async () => {
    const { workers, start } = lab(true);
    const first = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    first.stop();
    await vi.advanceTimersByTimeAsync(499);
    expect(workers[0]!.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(workers[0]!.terminated).toBe(true);
    expect(await first.result).toEqual({ kind: 'stopped' });
  });

  test('the clock starts when the code does', async () => {
    const { workers, start } = lab();
    const first = start();
    await vi.advanceTimersByTimeAsync(60_000);
    workers[0]!.say({ type: 'ready' });
    await settle();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(workers[0]!.terminated).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await first.result).toEqual({ kind: 'timeout', seconds: 10 });
    expect(workers[0]!.terminated).toBe(true);
  });

  test('an interruption by the clock is reported as such', async () => {
    const { workers, start } = lab(true);
    const first = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await vi.advanceTimersByTimeAsync(10_000);
    workers[0]!.end({ kind: 'stopped' });
    expect(await first.result).toEqual({ kind: 'timeout', seconds: 10 });
  });

  test('stopping while Python loads keeps it loading', async () => {
    const { workers, start } = lab();
    const first = start();
    await settle();
    first.stop();
    expect(await first.result).toEqual({ kind: 'stopped' });
    expect(workers[0]!.terminated).toBe(false);
    const second = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    workers[0]!.end({ kind: 'done' });
    expect(await second.result).toEqual({ kind: 'done' });
    expect(workers).toHaveLength(1);
  });

  test('stopping a waiting cell never runs it', async () => {
    const { workers, start } = lab();
    const first = start();
    const second = start();
    second.stop();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    workers[0]!.end({ kind: 'done' });
    await first.result;
    expect(await second.result).toEqual({ kind: 'stopped' });
    expect(workers[0]!.sent.filter((m) => m.type === 'run')).toHaveLength(1);
  });

  test('a failed start is told, and tried again the next time', async () => {
    const { workers, start } = lab();
    const first = start();
    await settle();
    workers[0]!.say({ type: 'unavailable', reason: 'offline' });
    expect(await first.result).toEqual({ kind: 'unavailable', reason: 'offline' });
    start();
    await settle();
    expect(workers).toHaveLength(2);
  });

  test('a breakdown of the runtime is told, and the worker replaced', async () => {
    const { workers, start } = lab();
    const first = start();
    await settle();
    workers[0]!.say({ type: 'ready' });
    await settle();
    workers[0]!.say({ type: 'broken', reason: 'out of memory' });
    expect(await first.result).toEqual({ kind: 'crashed', reason: 'out of memory' });
    expect(workers[0]!.terminated).toBe(true);
  });
});
