import { fileURLToPath } from 'node:url';
import { postgresDatabase } from './database.mjs';
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
    const url = shared?.database ?? (await this.postgres.fresh());
    const storage = profile.auth.secondaryStorage ? (shared?.storage ?? (await this.valkey.fresh())) : null;
    const host = this.#host(profile);
    const { port, stop } = await host.start({
      auth: { ...profile.auth, ...profile.reference },
      database: url,
      storage,
      count: this.count,
    });
    const origin = `http://127.0.0.1:${port}`;
    const rows = postgresDatabase(url);
    const kept = storage ? await openStorage(storage) : undefined;
    return {
      name: this.name,
      origin,
      database: rows,
      storage: kept,
      output: host.output,
      mails: async () => (await fetch(`${origin}/__mails`)).json(),
      stop: async () => {
        await rows.close();
        kept?.close();
        stop();
      },
    };
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
