import { createAuthClient as createVanilla } from 'better-auth/client';
import { apiKeyClient } from '@better-auth/api-key/client';
import { passkeyClient } from '@better-auth/passkey/client';
import * as bundled from 'better-auth/client/plugins';
import { createAuthClient as createReact } from 'better-auth/react';
import { readAccess } from './access.mjs';
import { Hook } from './hook.mjs';
import { send } from './send.mjs';
import { capture } from './variables.mjs';

/**
 * Plays a step through the official client. Its requests go through a recording fetch with the cookie jar of
 * a person; what the client returns is compared as well as what crossed the wire.
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./scenario.mjs').Step} step
 */
export async function playClient(stage, step) {
  /** @type {{request: import('./send.mjs').Request, reply: import('./send.mjs').Reply}[]} */
  const exchanges = [];
  const create = step.flavour === 'react' ? createReact : createVanilla;
  const client = create({
    baseURL: stage.profile.publicURL + stage.profile.basePath,
    plugins: (step.plugins ?? []).map(clientPlugin),
    ...step.clientOptions,
    fetchOptions: { customFetchImpl: recordingFetch(stage, step.jar ?? 'client', exchanges) },
  });
  const result = await Promise.resolve()
    .then(() =>
      step.client(client, stage.variables, { hook: (/** @type {() => any} */ use) => new Hook(use) }),
    )
    .catch((cause) => ({ thrown: String(cause?.message ?? cause) }));
  capture(step.capture, { result, exchanges }, stage.variables);
  return { exchanges, result: plain(result) };
}

/** Client plugins by their names, those of packages of their own among them. @type {Record<string, any>} */
const plugins = { ...bundled, apiKeyClient, passkeyClient };

/** @param {string | [string, any]} wanted a name such as `magicLink`, or one with its options */
function clientPlugin(wanted) {
  const [name, options] = Array.isArray(wanted) ? wanted : [wanted];
  const factory = plugins[`${name}Client`] ?? plugins[name];
  if (typeof factory !== 'function') throw new Error(`the official client has no ${name}Client`);
  return factory(readAccess(options));
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {string} person name of the jar
 * @param {{request: import('./send.mjs').Request, reply: import('./send.mjs').Reply}[]} exchanges
 * @returns {(input: any, init?: any) => Promise<Response>}
 */
function recordingFetch(stage, person, exchanges) {
  return async (input, init = {}) => {
    const request = readRequest(stage, person, new Request(input, init), init.body);
    const reply = await send(stage.side.origin, request);
    stage.jar(person).store(reply.setCookies);
    exchanges.push({ request, reply });
    const empty = reply.status === 204 || reply.status === 304;
    return new Response(empty ? null : reply.text, { status: reply.status, headers: reply.headers });
  };
}

/**
 * What a browser would add to the client's request: cookies, and the origin on everything but a plain GET.
 * @param {import('./stage.mjs').Stage} stage
 * @param {string} person
 * @param {Request} request
 * @param {string | undefined} body
 * @returns {import('./send.mjs').Request}
 */
function readRequest(stage, person, request, body) {
  const url = new URL(request.url);
  const cookie = stage.jar(person).header();
  return {
    method: request.method,
    path: url.pathname + url.search,
    body,
    headers: {
      host: new URL(stage.profile.publicURL).host,
      'user-agent': 'conformance/1',
      ...Object.fromEntries(request.headers),
      ...(cookie && { cookie }),
      ...(request.method !== 'GET' && { origin: new URL(stage.profile.publicURL).origin }),
    },
  };
}

/**
 * The client's result as plain data: dates are marked, functions and undefined disappear.
 * @param {any} value
 * @returns {any}
 */
function plain(value) {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? undefined : value;
  const entries = Object.entries(value).filter(
    ([, item]) => item !== undefined && typeof item !== 'function',
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
