import assert from 'node:assert/strict';
import { betterAuth } from 'better-auth';
import { jwt } from 'better-auth/plugins';

const password = 'correct horse battery';

/**
 * A person signs up, in and out, and gets a token, at a Node Better Auth on the adapter.
 * @param {any} adapter
 * @param {import('./shapes.mjs').Settings} settings
 */
export async function exercise(adapter, settings) {
  /** @type {string[]} */
  const complaints = [];
  const auth = betterAuth({
    baseURL: 'http://localhost:3000',
    secret: 'generated-schema-secret-0123456789-abcdefgh',
    emailAndPassword: { enabled: true },
    ...settings.auth,
    database: adapter,
    plugins: [jwt()],
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      log: (level, message, ...rest) => void complaints.push([level, message, ...rest].map(String).join(' ')),
    },
  });
  let cookie = '';
  /** @param {string} path @param {object} [body] */
  const ask = async (path, body) => {
    const reply = await auth.handler(
      new Request(`http://localhost:3000/api/auth${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { origin: 'http://localhost:3000', 'content-type': 'application/json', cookie },
        body: body && JSON.stringify(body),
      }),
    );
    const set = reply.headers.getSetCookie().map((line) => line.split(';')[0]);
    if (set.length) cookie = set.join('; ');
    const text = await reply.text();
    assert.equal(reply.status, 200, `${path}: ${text} ${complaints.join('\n')}`);
    return JSON.parse(text);
  };

  const extra = settings.auth?.user?.additionalFields
    ? { nick: 'annie', tags: ['a', "b'c"], seen: '2026-02-03T04:05:06.789Z' }
    : {};
  const email = 'ann@example.com';
  const signedUp = await ask('/sign-up/email', { name: 'Ann', email, password, ...extra });
  assert.equal(signedUp.user.email, email);
  await ask('/sign-out', {});
  await ask('/sign-in/email', { email, password });
  const { session, user } = await ask('/get-session');
  assert.equal(user.id, signedUp.user.id);
  assert.equal(user.emailVerified, false);
  assert.equal(session.userId, user.id);
  assert.ok(Date.parse(session.expiresAt) > Date.now() + 6 * 86_400_000, 'a session lives for a week');
  assert.ok(Math.abs(Date.parse(user.createdAt) - Date.now()) < 60_000, `createdAt ${user.createdAt}`);
  for (const [name, value] of Object.entries(extra)) assert.deepEqual(user[name], value, name);
  if ('nick' in extra) assert.equal(user.level, 3);
  assert.match((await ask('/token')).token, /^ey/);
  assert.equal((await ask('/update-user', { name: 'Ann B' })).status, true);
  assert.equal((await ask('/get-session')).user.name, 'Ann B');
  assert.deepEqual(complaints, [], 'the reference has no complaint about the schema');
}
