import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noDatabase, postgresDatabase, sqliteDatabase } from './database.mjs';
import { Mailbox } from './mailbox.mjs';
import { start } from './process.mjs';
import { serverEnv } from './settings.mjs';
import { openStorage } from './valkey.mjs';

/** Ends the name of a Lyceum that is told to behave as the reference everywhere. */
export const restoredMark = ' restored';

/**
 * Lyceum's auth service, `lyceum serve auth`, on a fresh database of the given dialect.
 * @param {{bin: string, pipe: string, dialect: 'sqlite' | 'postgres', restored?: boolean, postgres: import('./postgres.mjs').Postgres, valkey: import('./valkey.mjs').Valkey}} parts
 *   bin: the built binary; pipe: the built sqlpipe; restored: `compat: reference` in every profile
 * @returns {import('./target.mjs').Target}
 */
export function lyceumTarget({ bin, pipe, dialect, restored = false, postgres, valkey }) {
  const name = `lyceum/${dialect}${restored ? restoredMark : ''}`;
  return {
    name,
    close: async () => {},
    async start(given, shared) {
      /** @type {typeof given} */
      const profile = restored ? { ...given, defaults: 'reference' } : given;
      const folder = await mkdtemp(join(tmpdir(), 'lyceum-conformance-'));
      const mailbox = new Mailbox();
      await mailbox.listen();
      const tidy = async () => {
        await mailbox.close();
        await rm(folder, { recursive: true, force: true });
      };
      const file = join(folder, 'lyceum.db');
      const postgresURL = async () => shared?.database ?? (await postgres.fresh());
      const url = !profile.database ? 'none' : dialect === 'sqlite' ? `sqlite:${file}` : await postgresURL();
      const storage = profile.auth.secondaryStorage ? (shared?.storage ?? (await valkey.fresh())) : undefined;
      try {
        const env = {
          DATABASE_URL: url,
          ...(storage && { VALKEY_URL: storage }),
          SMTP_URL: mailbox.url,
          TWILIO_URL: mailbox.twilio,
          TWILIO_ACCOUNT_SID: 'AC0',
          TWILIO_AUTH_TOKEN: 'twilio-token',
          TWILIO_FROM: '+15005550006',
        };
        let { origin, running } = await serve(bin, folder, profile, env);
        const database = await (url === 'none'
          ? noDatabase
          : dialect === 'sqlite'
            ? sqliteDatabase(pipe, file)
            : postgresDatabase(url));
        const kept = storage ? await openStorage(storage) : undefined;
        const stop = async () => {
          await database.close();
          kept?.close();
          await running.stop();
          await tidy();
        };
        /** @type {import('./target.mjs').Side} */
        const side = {
          name,
          origin,
          database,
          storage: kept,
          stop,
          output: () => running.output(),
          mails: async () => mailbox.mails,
          restart: async () => {
            await running.stop();
            ({ origin, running } = await serve(bin, folder, profile, env));
            side.origin = origin;
          },
        };
        return side;
      } catch (error) {
        await tidy();
        throw error;
      }
    },
  };
}

/**
 * @param {string} bin
 * @param {string} folder for everything the server writes
 * @param {import('../runner/profile.mjs').Profile} profile
 * @param {Record<string, string>} env
 */
async function serve(bin, folder, profile, env) {
  const config = join(folder, 'lyceum.yaml');
  await writeFile(config, settings(profile));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const running = await start([bin, 'serve', 'auth', '--config', config, '--port', String(port)], {
    // Not an endpoint: the rate limiter counts those.
    ready: () => answers(`${origin}/health`),
    cwd: folder,
    env: {
      ...serverEnv(profile.env),
      LYCEUM_DATA: join(folder, 'data'),
      EMAIL_FROM: 'Lyceum <noreply@example.com>',
      ...env,
    },
  });
  return { origin, running };
}

/**
 * The settings file. JSON is YAML, so no other notation is needed.
 * @param {import('../runner/profile.mjs').Profile} profile
 */
function settings({ auth, defaults, settings: more }) {
  const own =
    defaults === 'lyceum'
      ? { plugins: { ...unnamedOff(auth.plugins), ...auth.plugins } }
      : { compat: 'reference' };
  return JSON.stringify({ ...more, auth: { ...auth, ...own } }, null, 2);
}

/** Plugins that Lyceum turns on by itself. A profile is compared with those that it names. */
const onByDefault = [
  'jwt',
  'bearer',
  'magicLink',
  'multiSession',
  'organization',
  'admin',
  'twoFactor',
  'passkey',
  'picture',
];

/** @param {Record<string, any>} [named] */
const unnamedOff = (named = {}) =>
  Object.fromEntries(onByDefault.filter((name) => !(name in named)).map((name) => [name, false]));

let port = 10_000 + Math.floor(Math.random() * 20_000);

/**
 * A free port; the server is told which to use. The system gives ports from 32768 on to whoever asks for any, which
 * may be before the server has opened its own; those below, each used once, are left alone.
 * @returns {Promise<number>}
 */
async function freePort() {
  port = port < 30_000 ? port + 1 : 10_000;
  const wanted = port;
  const free = await new Promise((/** @type {(free: boolean) => void} */ resolve) => {
    const probe = createServer().on('error', () => resolve(false));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return free ? wanted : freePort();
}

/** @param {string} url @returns {Promise<boolean>} whether anything answers there */
const answers = (url) =>
  fetch(url).then(
    () => true,
    () => false,
  );
