import { send } from './send.mjs';
import { capture, fill, walk } from './variables.mjs';

const bodiless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Plays a raw HTTP step.
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./scenario.mjs').Step} step
 * @param {string} kind the method in lower case
 */
export async function playRequest(stage, step, kind) {
  const request = buildRequest(stage, step, kind.toUpperCase());
  const reply = await send(stage.side.origin, request);
  if (step.jar) stage.jar(step.jar).store(reply.setCookies);
  capture(step.capture, reply, stage.variables);
  return {
    exchanges: [{ request, reply }],
    unexpected:
      step.expect === undefined
        ? undefined
        : (check(step.expect, reply) ?? checkReply(step.check, reply, stage.variables)),
  };
}

/**
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./scenario.mjs').Step} step
 * @param {string} method
 * @returns {import('./send.mjs').Request}
 */
function buildRequest(stage, step, method) {
  const { variables, profile } = stage;
  const { type, body } = buildBody(step, variables);
  const target = step.verbatim ? fill(step[method.toLowerCase()], variables) : locate(stage, step, method);
  const headers = {
    host: new URL(profile.publicURL).host,
    'user-agent': 'conformance/1',
    cookie: step.jar && stage.jar(step.jar).header(),
    origin: step.jar && !bodiless.has(method) ? new URL(profile.publicURL).origin : undefined,
    'content-type': type,
    ...fill(step.headers ?? {}, variables),
  };
  return { method, path: target, headers: present(headers), body };
}

/** @param {Record<string, any>} headers null and undefined take a header away */
const present = (headers) =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined && value !== null));

/**
 * Paths are relative to the base path; a whole URL (from a mail or a redirect) is used as it is.
 * @param {import('./stage.mjs').Stage} stage
 * @param {import('./scenario.mjs').Step} step
 * @param {string} method
 */
function locate({ variables, profile }, step, method) {
  const path = String(fill(step[method.toLowerCase()], variables));
  const absolute = /^https?:\/\//.test(path) ? new URL(path) : undefined;
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(fill(step.query ?? {}, variables))) {
    for (const item of [value].flat()) query.append(key, item);
  }
  const joined = absolute ? absolute.pathname + absolute.search : profile.basePath + path;
  const text = query.toString();
  return text ? `${joined}${joined.includes('?') ? '&' : '?'}${text}` : joined;
}

/** @param {import('./scenario.mjs').Step} step @param {import('./variables.mjs').Variables} variables */
function buildBody(step, variables) {
  if ('json' in step) {
    return { type: step.type ?? 'application/json', body: JSON.stringify(fill(step.json, variables)) };
  }
  if ('form' in step) {
    const form = new URLSearchParams(fill(step.form, variables));
    return { type: step.type ?? 'application/x-www-form-urlencoded', body: form.toString() };
  }
  return { type: step.type, body: 'text' in step ? fill(step.text, variables) : undefined };
}

/**
 * A scenario says what it means to meet, so that a mistake in it cannot pass as agreement.
 * @param {number | string} expected `200` or `"400 SOME_CODE"`
 * @param {import('./send.mjs').Reply} reply
 * @returns {string | undefined}
 */
function check(expected, reply) {
  const [status, code] = String(expected).split(' ');
  if (reply.status !== Number(status))
    return `expected ${expected}, got ${reply.status} ${reply.text.slice(0, 300)}`;
  if (code && reply.body?.code !== code) return `expected ${expected}, got ${reply.text.slice(0, 300)}`;
  return undefined;
}

/**
 * What a reply must contain where there is no other server to compare it with.
 * @param {Record<string, any> | undefined} wanted by the path of a capture
 * @param {import('./send.mjs').Reply} reply
 * @param {import('./variables.mjs').Variables} variables
 * @returns {string | undefined}
 */
function checkReply(wanted, reply, variables) {
  for (const [path, value] of Object.entries(wanted ?? {})) {
    const found = JSON.stringify(walk(reply, path));
    const expected = JSON.stringify(fill(value, variables));
    if (found !== expected) return `expected ${path} to be ${expected}, got ${found}`;
  }
  return undefined;
}
