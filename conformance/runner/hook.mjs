import { createElement } from 'react';
import { create } from 'react-test-renderer';

/**
 * A component that does nothing but use a hook, as an application would, with every state it has shown.
 * @template T
 */
export class Hook {
  /** @type {T[]} every state, oldest first */
  states = [];
  /** @type {(() => void)[]} */
  #waiting = [];
  #root;

  /** @param {() => T} use the hook */
  constructor(use) {
    browser();
    const Probe = () => {
      this.states.push(use());
      for (const wake of this.#waiting.splice(0)) queueMicrotask(wake);
      return null;
    };
    this.#root = quietly(() => create(createElement(Probe)));
  }

  /**
   * @param {(state: T) => boolean} wanted
   * @returns {Promise<T>} the first state from now on that is wanted
   */
  async until(wanted) {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const state = this.states.at(-1);
      if (state !== undefined && wanted(state)) return state;
      if (Date.now() > deadline) throw new Error(`the hook stayed at ${JSON.stringify(state)}`);
      /** @type {Promise<void>} */
      const changed = new Promise((resolve) => this.#waiting.push(resolve));
      await Promise.race([changed, new Promise((resolve) => setTimeout(resolve, 100))]);
    }
  }

  unmount() {
    this.#root.unmount();
  }
}

/** The client fetches a session for a hook only where there is a window. */
function browser() {
  const stage = /** @type {any} */ (globalThis);
  stage.window ??= { location: { href: 'http://localhost:3000/', origin: 'http://localhost:3000' } };
}

/** React's smallest renderer announces at every start that there are larger ones. @template T @param {() => T} run */
function quietly(run) {
  const { error } = console;
  console.error = () => {};
  try {
    return run();
  } finally {
    console.error = error;
  }
}
