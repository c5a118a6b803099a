import pg from 'pg';
import { start } from './process.mjs';

/**
 * The PostgreSQL server of a run. LYCEUM_TEST_POSTGRES names one that is already there; else the project's own
 * test server is started and ended with the run.
 * @param {string} root folder of the Go module
 */
export async function openPostgres(root) {
  const given = process.env.LYCEUM_TEST_POSTGRES;
  if (given) return new Postgres(given, async () => {});
  const server = await start(['go', 'run', './internal/pgtest/cmd/pgtest'], {
    ready: /^postgres(ql)?:\/\//,
    cwd: root,
    env: process.env,
    timeoutMs: 180_000,
  });
  return new Postgres(server.line, server.stop);
}

/** Hands out fresh databases and removes them again. */
export class Postgres {
  /** @type {string[]} */
  #created = [];
  #count = 0;
  #prefix = `conformance_${process.pid}_${Date.now().toString(36)}`;

  /**
   * @param {string} url any database of the server, as a user who may create databases
   * @param {() => Promise<void>} stop
   */
  constructor(url, stop) {
    this.url = url;
    this.stopServer = stop;
    this.admin = new pg.Pool({ connectionString: url, max: 2 });
    // A connection that is still closing when the server stops is no failure of the run.
    this.admin.on('error', () => {});
  }

  /** @returns {Promise<string>} the URL of a new, empty database */
  async fresh() {
    const name = `${this.#prefix}_${++this.#count}`;
    await this.admin.query(`create database ${name} template template0`);
    this.#created.push(name);
    const url = new URL(this.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  async close() {
    for (const name of this.#created) await this.admin.query(`drop database if exists ${name} with (force)`);
    await this.admin.end();
    await this.stopServer();
  }
}
