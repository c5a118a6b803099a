import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { postgresDatabase, sqliteDatabase } from './database.mjs';
import { start } from './process.mjs';
import { serverEnv } from './settings.mjs';

/**
 * Lyceum's auth service, `lyceum serve auth`, on a fresh database of the given dialect.
 * @param {{bin: string, pipe: string, dialect: 'sqlite' | 'postgres', postgres: import('./postgres.mjs').Postgres}} parts
 *   bin: the built binary; pipe: the built sqlpipe
 * @returns {import('./target.mjs').Target}
 */
export function lyceumTarget({ bin, pipe, dialect, postgres }) {
  const name = `lyceum/${dialect}`;
  return {
    name,
    async start(profile) {
      const folder = await mkdtemp(join(tmpdir(), 'lyceum-conformance-'));
      const file = join(folder, 'lyceum.db');
      const url = dialect === 'sqlite' ? `sqlite:${file}` : await postgres.fresh();
      const config = join(folder, 'lyceum.yaml');
      await writeFile(config, settings(profile));
      await mkdir(join(folder, 'data'));
      const port = await freePort();
      const running = await start([bin, 'serve', 'auth', '--config', config, '--port', String(port)], {
        ready: /listening|ready/i,
        cwd: folder,
        env: {
          ...serverEnv(profile.env),
          DATABASE_URL: url,
          LYCEUM_DATA: join(folder, 'data'),
          LYCEUM_DEV_MAIL: '1',
        },
      });
      const origin = `http://127.0.0.1:${port}`;
      await answering(`${origin}/api/auth/ok`);
      const database = dialect === 'sqlite' ? await sqliteDatabase(pipe, file) : postgresDatabase(url);
      return {
        name,
        origin,
        database,
        output: running.output,
        mails: () => mails(origin),
        stop: async () => {
          await database.close();
          await running.stop();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  };
}

/**
 * The settings file. JSON is YAML, so no other notation is needed.
 * @param {import('../runner/profile.mjs').Profile} profile
 */
function settings(profile) {
  const auth = profile.defaults === 'lyceum' ? profile.auth : { compat: 'reference', ...profile.auth };
  return JSON.stringify({ auth }, null, 2);
}

/** @param {string} origin @returns {Promise<import('./target.mjs').Mail[]>} newest last */
async function mails(origin) {
  const reply = await fetch(`${origin}/dev/mail?format=json`);
  if (!reply.ok) throw new Error(`/dev/mail answered ${reply.status}`);
  /** @type {{to: string, text: string}[]} */
  const kept = await reply.json();
  return kept.map(({ to, text }) => ({
    to,
    url: /https?:\/\/\S+/.exec(text)?.[0],
    otp: /(?<!\S)\d{6}(?!\S)/.exec(text)?.[0],
  }));
}

/** A port that was free a moment ago; the server is told which port to use. @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** @param {string} url */
async function answering(url) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const status = await fetch(url).then(
      (reply) => reply.status,
      () => 0,
    );
    if (status > 0) return;
    if (Date.now() > deadline) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
