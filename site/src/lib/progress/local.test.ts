import { describe, expect, it } from 'vitest';
import { LocalStore } from './local';

function setUp(text?: string) {
  const items = new Map<string, string>();
  if (text !== undefined) items.set('lyceum.progress', text);
  const storage = {
    getItem: (k: string) => items.get(k) ?? null,
    setItem: (k: string, v: string) => void items.set(k, v),
    removeItem: (k: string) => void items.delete(k),
  };
  let tick = 0;
  const store = new LocalStore(
    () => storage,
    () => new Date(Date.UTC(2025, 0, 1, 0, 0, tick++)),
  );
  return { items, storage, store };
}

describe('LocalStore', () => {
  it('keeps the first completion date and the last heading', () => {
    const { store } = setUp();
    store.change('a/b/c', { anchor: 'two' });
    const done = store.change('a/b/c', { completed: true });
    const again = store.change('a/b/c', { completed: true, anchor: 'three' });
    expect(done).toMatchObject({ completed: true, anchor: 'two' });
    expect(again).toMatchObject({ anchor: 'three', completedAt: done.completedAt });
    expect(again.updatedAt > done.updatedAt).toBe(true);
    expect(store.change('a/b/c', { completed: false }).completedAt).toBeNull();
    expect(store.read().lessons).toHaveLength(1);
  });

  it('forgets what was taken over and keeps what came later', () => {
    const { store, items } = setUp();
    store.change('a/b/c', { completed: true });
    store.addAttempt('one');
    const taken = store.read();
    store.change('a/b/d', { anchor: 'x' });
    store.change('a/b/c', { anchor: 'later' });
    store.addAttempt('two');
    store.forget(taken);
    expect(
      store
        .read()
        .lessons.map((l) => l.lesson)
        .sort(),
    ).toEqual(['a/b/c', 'a/b/d']);
    expect(store.read().attempts).toEqual(['two']);
    store.forget(store.read());
    expect(store.isEmpty()).toBe(true);
    expect(items.size).toBe(0);
  });

  it('notes an attempt once and lets the oldest go', () => {
    const { store } = setUp();
    for (let i = 0; i < 205; i++) store.addAttempt(`id${i}`);
    store.addAttempt('id204');
    expect(store.read().attempts).toHaveLength(200);
    expect(store.read().attempts[0]).toBe('id5');
  });

  it.each([
    '',
    'null',
    '[]',
    '{"lessons":3}',
    '{"lessons":[{"lesson":1}],"attempts":[7]}',
    '{"lessons":[null]}',
  ])('takes %j for nothing', (text) => {
    expect(setUp(text).store.isEmpty()).toBe(true);
  });

  it('goes on in memory when the browser keeps nothing', () => {
    const store = new LocalStore(() => {
      throw new Error('storage is switched off');
    });
    store.change('a/b/c', { completed: true });
    expect(store.read().lessons[0]?.completed).toBe(true);
  });
});
