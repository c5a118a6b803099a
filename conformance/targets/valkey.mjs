import { start } from './process.mjs';

/**
 * What a scenario may see of secondary storage behind a server's back.
 * @typedef {{
 *   read: (key: string) => Promise<{text: string | null, ttl: number}>,
 *   remove: (key: string) => Promise<number>,
 *   close: () => void,
 * }} Storage
 *   ttl: seconds left, -1 without an end, -2 without a value
 */

/** The server that speaks the Redis protocol, started when a profile first asks for it. */
export class Valkey {
  /** @type {Promise<import('./process.mjs').Running> | undefined} */
  #server;
  #count = 0;

  /** @param {string} root folder of the Go module */
  constructor(root) {
    this.root = root;
  }

  /** @returns {Promise<string>} the URL of a database of its own on the server */
  async fresh() {
    this.#server ??= start(['go', 'run', './conformance/valkey'], {
      ready: /^ready redis:/,
      cwd: this.root,
      env: process.env,
      timeoutMs: 180_000,
    });
    const { line } = await this.#server;
    return `${line.replace('ready ', '')}/${++this.#count}`;
  }

  async close() {
    await (await this.#server)?.stop();
  }
}

/** @param {string} url @param {string} [prefix] @returns {Promise<Storage>} */
export async function openStorage(url, prefix = 'better-auth:') {
  const { Redis } = await import('ioredis');
  const client = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  client.on('error', () => {});
  return {
    read: async (key) => ({ text: await client.get(prefix + key), ttl: await client.ttl(prefix + key) }),
    remove: (key) => client.del(prefix + key),
    close: () => client.disconnect(),
  };
}
