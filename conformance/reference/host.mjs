/**
 * The reference: Better Auth servers, one for each profile it is told to start. Node takes longer to load
 * Better Auth than to start a server with it, so profiles with the same environment share a process; what
 * Better Auth keeps per process (the counters of its rate limiter) is kept apart by the target.
 *
 * Speaks JSON lines: `{"start": {id, auth, database, count}}` and `{"stop": id}` on standard input, `{"id", "port"}` or
 * `{"id", "error"}` on standard output; ends when standard input closes. Beside the protocol each server answers
 * GET /__mails with every mail it would have sent.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';
import { counted } from './counted.mjs';
import { buildPlugins } from './plugins.mjs';
import { wireCoreSenders } from './senders.mjs';

/** @type {Map<number, () => Promise<void>>} */
const running = new Map();

/**
 * @param {{id: number, auth: Record<string, any>, database: string | null, storage: string | null, count?: boolean}} order
 *   database, storage: URLs; null for none
 */
async function start({ id, auth: { plugins = {}, ...options }, database, storage, count }) {
  /** @type {import('./senders.mjs').Mail[]} */
  const mails = [];
  const collect = (/** @type {Omit<import('./senders.mjs').Mail, 'createdAt'>} */ mail) => {
    mails.push({ ...mail, createdAt: new Date().toISOString() });
  };
  wireCoreSenders(options, collect);
  const pool = database === null ? undefined : new pg.Pool({ connectionString: database, max: 10 });
  const second = storage === null ? undefined : await openStorage(storage);
  const config = {
    ...options,
    database: pool,
    secondaryStorage: second?.secondaryStorage,
    plugins: buildPlugins(plugins, collect),
    logger: { level: /** @type {const} */ ('error') },
  };
  const answer = toNodeHandler(betterAuth(config));
  const handle = count && pool ? counted(pool, answer) : answer;
  if (pool) await (await getMigrations(config)).runMigrations();
  const server = createServer((request, response) => {
    if (request.url !== '/__mails') return void handle(request, response);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(mails));
  });
  running.set(id, async () => {
    server.close();
    server.closeAllConnections();
    second?.close();
    await pool?.end();
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    say({ id, port: typeof address === 'object' ? address?.port : 0 });
  });
}

/** The official package; few servers need it. @param {string} url */
async function openStorage(url) {
  const { redisStorage } = await import('@better-auth/redis-storage');
  const { Redis } = await import('ioredis');
  const client = new Redis(url);
  return { secondaryStorage: redisStorage({ client }), close: () => client.disconnect() };
}

/** @param {Record<string, any>} message */
const say = (message) => console.log(JSON.stringify(message));

createInterface(process.stdin)
  .on('line', (line) => {
    const order = JSON.parse(line);
    if (order.start) start(order.start).catch((cause) => say({ id: order.start.id, error: String(cause) }));
    else running.get(order.stop)?.();
  })
  .on('close', () => process.exit(0));
