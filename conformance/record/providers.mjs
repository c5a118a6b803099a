/**
 * Records what the reference's 36 social providers do, for the Go tests of auth/provider: authorize URLs, the
 * requests they make and what they make of the answers. Run it after an update of the reference:
 *
 *   node record/providers.mjs
 *
 * The clock stands still, the network is a queue of prepared answers.
 */
import { writeFile } from 'node:fs/promises';
import { mock } from 'node:test';
import { socialProviders } from '@better-auth/core/social-providers';
import { variants } from './options.mjs';
import { identities, tokenAnswers } from './answers.mjs';
import { recordIdTokens } from './id-tokens.mjs';
import { network } from './network.mjs';

const now = 1_700_000_000_000;
const output = new URL('../../auth/provider/testdata/', import.meta.url);
mock.timers.enable({ apis: ['Date'], now });
console.error = console.warn = () => {};

const state = 'state-of-32-characters-0123456789';
const codeVerifier = 'verifier-with-128-characters-'.padEnd(128, 'x');
const redirectURI = 'http://localhost:3000/api/auth/callback/';

/** Authorize requests every provider is asked for. */
const authorizations = [
  {},
  {
    scopes: ['requested:one', 'two'],
    loginHint: 'ann@example.com',
    additionalParams: { theme: "a b&c~*'", prompt: 'asked', state: 'evil', audience: 'mine', lang: 'x' },
  },
];

/** @template T @param {() => T | Promise<T>} action @returns {Promise<{value: T} | {error: string}>} */
async function outcome(action) {
  try {
    return { value: await action() };
  } catch (error) {
    return { error: String(/** @type {any} */ (error)?.message ?? error) };
  }
}

/** @param {any} tokens */
function described(tokens) {
  if (!tokens) return null;
  return JSON.parse(JSON.stringify({ ...tokens, raw: undefined }));
}

/** @param {string} id @param {any} provider */
async function recordAuthorize(id, provider) {
  const urls = [];
  for (const request of authorizations) {
    const result = await outcome(() =>
      provider.createAuthorizationURL({ state, codeVerifier, redirectURI: redirectURI + id, ...request }),
    );
    urls.push('error' in result ? null : String(result.value));
  }
  return urls;
}

/** @param {string} id @param {any} provider @param {boolean} all what can be answered, or only the usual */
async function recordTokens(id, provider, all) {
  const recorded = [];
  for (const answer of tokenAnswers(id).slice(0, all ? undefined : 1)) {
    for (const kind of ['exchange', 'refresh']) {
      if (kind === 'refresh' && !provider.refreshAccessToken) continue;
      const requests = network([answer]);
      const result = await outcome(() =>
        kind === 'exchange'
          ? provider.validateAuthorizationCode({
              code: 'the code',
              codeVerifier,
              redirectURI: redirectURI + id,
              deviceId: 'device-1',
            })
          : provider.refreshAccessToken('the refresh token'),
      );
      const failed = 'error' in result || !result.value;
      recorded.push({
        kind,
        answer,
        requests,
        ...(failed ? { fails: true } : { tokens: described(result.value) }),
      });
    }
  }
  return recorded;
}

/** @param {any} provider @param {import('./answers.mjs').Case} given */
async function recordIdentity(provider, given) {
  const requests = network(given.answers ?? []);
  const result = await outcome(() => provider.getUserInfo(given.tokens));
  if ('error' in result || !result.value) return { ...given, requests, fails: true };
  const { user, data } = /** @type {any} */ (result.value);
  const subject = await outcome(() => provider.accountSubject({ tokens: given.tokens, profile: data }));
  return {
    ...given,
    requests,
    user,
    data,
    ...('error' in subject ? {} : { subject: String(subject.value) }),
  };
}

/** @type {any[]} */
const recorded = [];
for (const [id, make] of Object.entries(socialProviders).sort(([a], [b]) => (a < b ? -1 : 1))) {
  for (const [i, options] of variants(id).entries()) {
    const made = await outcome(() => /** @type {any} */ (make)(options));
    if ('error' in made) {
      recorded.push({ id, options, refused: true });
      continue;
    }
    recorded.push({
      id,
      options,
      authorize: await recordAuthorize(id, made.value),
      tokens: await recordTokens(id, made.value, i === 0),
    });
  }
  for (const given of identities(id)) {
    const { options = {}, map, ...rest } = given;
    const all = { ...variants(id)[0], ...options };
    const provider = /** @type {any} */ (make)(map ? { ...all, mapProfileToUser: () => map } : all);
    recorded.push({ id, options: all, map, identity: await recordIdentity(provider, rest) });
  }
}

/** One case a line, so that a change of one is a change of one line. @param {string} name @param {any} content */
function write(name, { cases, ...head }) {
  const lines = cases.map((/** @type {unknown} */ given) => `  ${JSON.stringify(given)}`).join(',\n');
  return writeFile(new URL(name, output), `${JSON.stringify(head).slice(0, -1)},"cases":[\n${lines}\n]}\n`);
}

await write('providers.json', { now, state, codeVerifier, redirectURI, authorizations, cases: recorded });
await write('id-tokens.json', await recordIdTokens(now));
