/**
 * The reference: one Better Auth server for one profile, in its own process because Better Auth reads
 * NODE_ENV when it is loaded.
 *
 * Environment: CONFORMANCE_PROFILE (the JSON options), DATABASE_URL (an empty PostgreSQL database), and
 * whatever the profile sets. Prints `ready <port>` when it listens on 127.0.0.1; ends when stdin closes.
 * Beside the protocol it answers GET /__mails with every mail it would have sent.
 */
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';
import { buildPlugins } from './plugins.mjs';
import { wireCoreSenders } from './senders.mjs';

/** @type {import('./senders.mjs').Mail[]} */
const mails = [];
const collect = (/** @type {Omit<import('./senders.mjs').Mail, 'createdAt'>} */ mail) => {
  mails.push({ ...mail, createdAt: new Date().toISOString() });
};

const { plugins = {}, ...options } = JSON.parse(process.env.CONFORMANCE_PROFILE ?? '{}');
wireCoreSenders(options, collect);
const config = {
  ...options,
  database: new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 }),
  plugins: buildPlugins(plugins, collect),
  logger: { level: 'error', ...options.logger },
};

const auth = betterAuth(config);
const { runMigrations } = await getMigrations(config);
await runMigrations();

const handle = toNodeHandler(auth);
const server = createServer((request, response) => {
  if (request.url === '/__mails') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(mails));
    return;
  }
  handle(request, response);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`ready ${typeof address === 'object' ? address?.port : ''}`);
});
process.stdin.resume().on('end', () => process.exit(0));
