import { fileURLToPath } from 'node:url';
import { noDatabase, postgresDatabase } from './database.mjs';
import { Host } from './host.mjs';
import { serverEnv } from './settings.mjs';
import { openStorage } from './valkey.mjs';

const program = fileURLToPath(new URL('../reference/host.mjs', import.meta.url));

/** Better Auth itself, on fresh PostgreSQL databases. @implements {Target} */
export class Reference {
  /** @type {Map<string, Host>} by what their servers must have in common */
  #hosts = new Map();

  /**
   * @param {import('./postgres.mjs').Postgres} postgres
   * @param {import('./valkey.mjs').Valkey} valkey
   * @param {string} [name]
   * @param {boolean} [count] whether replies say how many statements they took
   */
  constructor(postgres, valkey, name = 'reference', count = false) {
    this.postgres = postgres;
    this.valkey = valkey;
    this.name = name;
    this.count = count;
  }

  /**
   * @param {import('../runner/profile.mjs').Profile} profile
   * @param {import('./target.mjs').Shared} [shared] default: fresh ones
   * @returns {Promise<import('./target.mjs').Side>}
   */
  async start(profile, shared) {
    const url = profile.database ? (shared?.database ?? (await this.postgres.fresh())) : null;
    const storage = profile.auth.secondaryStorage ? (shared?.storage ?? (await this.valkey.fresh())) : null;
    const host = this.#host(profile);
    const order = {
      auth: { ...profile.auth, ...profile.reference },
      database: url,
      storage,
      count: this.count,
    };
    let { port, stop } = await host.start(order);
    const rows = url === null ? noDatabase : postgresDatabase(url);
    const kept = storage ? await openStorage(storage) : undefined;
    /** @type {import('./target.mjs').Side} */
    const side = {
      name: this.name,
      origin: `http://127.0.0.1:${port}`,
      database: rows,
      storage: kept,
      output: host.output,
      mails: async () => (await fetch(`${side.origin}/__mails`)).json(),
      restart: async () => {
        stop();
        ({ port, stop } = await host.start(order));
        side.origin = `http://127.0.0.1:${port}`;
      },
      stop: async () => {
        await rows.close();
        kept?.close();
        stop();
      },
    };
    return side;
  }

  /**
   * Servers share a process when their environment is the same and they do not count requests.
   * @param {import('../runner/profile.mjs').Profile} profile
   */
  #host(profile) {
    const counting = profile.auth.rateLimit?.enabled !== false;
    const key = JSON.stringify([profile.env, counting && profile.name]);
    let host = this.#hosts.get(key);
    if (!host) this.#hosts.set(key, (host = new Host(program, serverEnv(profile.env))));
    return host;
  }

  async close() {
    await Promise.all([...this.#hosts.values()].map((host) => host.close()));
  }
}

/** @typedef {import('./target.mjs').Target} Target */
