import { fileURLToPath } from 'node:url';
import { postgresDatabase } from './database.mjs';
import { start } from './process.mjs';
import { serverEnv } from './settings.mjs';

const program = fileURLToPath(new URL('../reference/server.mjs', import.meta.url));

/**
 * Better Auth itself, on a fresh PostgreSQL database.
 * @param {import('./postgres.mjs').Postgres} postgres
 * @param {string} [name]
 * @returns {import('./target.mjs').Target}
 */
export function referenceTarget(postgres, name = 'reference') {
  return {
    name,
    async start(profile) {
      const url = await postgres.fresh();
      const running = await start([process.execPath, program], {
        ready: /^ready \d+$/,
        env: {
          ...serverEnv(profile.env),
          DATABASE_URL: url,
          CONFORMANCE_PROFILE: JSON.stringify(profile.auth),
        },
      });
      const origin = `http://127.0.0.1:${running.line.slice('ready '.length)}`;
      const database = postgresDatabase(url);
      return {
        name,
        origin,
        database,
        output: running.output,
        mails: async () => (await fetch(`${origin}/__mails`)).json(),
        stop: async () => {
          await database.close();
          await running.stop();
        },
      };
    },
  };
}
