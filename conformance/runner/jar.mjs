import { parseSetCookie } from '../compare/set-cookie.mjs';

/** The cookies one person holds on one side. Scenarios have one origin, so names are enough. */
export class Jar {
  /** @type {Map<string, string>} name → value as it was sent */
  #cookies = new Map();

  /** @param {string[]} lines Set-Cookie headers */
  store(lines) {
    for (const line of lines) {
      const { name, value, attributes } = parseSetCookie(line);
      const age = attributes.find(([key]) => key.toLowerCase() === 'max-age')?.[1];
      if (age !== undefined && Number(age) <= 0) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }

  /** @returns {string | undefined} the Cookie header, undefined when the jar is empty */
  header() {
    const pairs = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length > 0 ? pairs.join('; ') : undefined;
  }

  /**
   * Changes cookies as a scenario asks: null removes, a string replaces, a function gets the present value.
   * Keys are names without prefix, such as `session_token`; a new cookie gets its name in full.
   * @param {Record<string, string | null | ((value: string | undefined) => string)>} changes
   */
  change(changes) {
    for (const [key, change] of Object.entries(changes)) {
      const name = [...this.#cookies.keys()].find((full) => bareName(full) === key) ?? key;
      if (change === null) this.#cookies.delete(name);
      else this.#cookies.set(name, typeof change === 'function' ? change(this.#cookies.get(name)) : change);
    }
  }
}

/** @param {string} name @returns {string} the name without `__Secure-` and application prefix */
export const bareName = (name) => name.replace(/^(__Secure-|__Host-)?[^.]+\./, '');
