// Records what Better Auth's jwt plugin publishes and signs, for each of its
// algorithms, into reference.json. Run it where better-auth is installed:
//
//	cd conformance && node ../auth/verify/testdata/record.mjs
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';

const require = createRequire(process.cwd() + '/');
const { betterAuth } = require('better-auth');
const { jwt } = require('better-auth/plugins');
const { memoryAdapter } = require('better-auth/adapters/memory');

const baseURL = 'https://auth.example.org';
const recordings = [];
for (const keyPairConfig of [
  { alg: 'EdDSA', crv: 'Ed25519' },
  { alg: 'ES256' },
  { alg: 'ES512' },
  { alg: 'RS256' },
  { alg: 'PS256' },
]) {
  const auth = betterAuth({
    baseURL,
    secret: 'a secret that is used for this recording only',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], jwks: [] }),
    emailAndPassword: { enabled: true },
    session: { cookieCache: { enabled: true, strategy: 'jwt' } },
    plugins: [jwt({ jwks: { keyPairConfig }, sessionCookieCache: true })],
    logger: { disabled: true },
    telemetry: { enabled: false },
  });
  const call = (method, path, cookie, body) =>
    auth.handler(
      new Request(`${baseURL}/api/auth${path}`, {
        method,
        headers: { 'content-type': 'application/json', origin: baseURL, ...(cookie && { cookie }) },
        body: body && JSON.stringify(body),
      }),
    );
  const signUp = await call('POST', '/sign-up/email', '', {
    email: `${keyPairConfig.alg.toLowerCase()}@example.org`,
    password: 'correct horse battery',
    name: 'Ada Lovelace',
    image: 'https://example.org/ada.png',
  });
  const cookies = signUp.headers.getSetCookie().map((c) => c.split(';')[0]);
  const { user } = await signUp.json();
  const { token } = await (await call('GET', '/token', cookies.join('; '))).json();
  const jwks = await (await call('GET', '/jwks')).json();
  const cache = cookies.find((c) => c.includes('session_data='));
  recordings.push({
    algorithm: keyPairConfig.alg,
    user: user.id,
    email: user.email,
    token,
    sessionCookie: decodeURIComponent(cache.slice(cache.indexOf('=') + 1)),
    jwks,
  });
}
writeFileSync(new URL('reference.json', import.meta.url), JSON.stringify(recordings, null, 2) + '\n');
