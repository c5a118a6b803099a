import { parseSetCookie } from './set-cookie.mjs';
import { Wait } from './wait.mjs';

/**
 * The comparable view of what happened in a step: everything a client could depend on, masked.
 */

/** Headers that are part of the protocol. The rest (dates, connection, hardening) is each server's own. */
const headers = [
  'content-type',
  'location',
  'cache-control',
  'pragma',
  'x-retry-after',
  'set-auth-jwt',
  'set-auth-token',
  'set-ott',
  'access-control-expose-headers',
  'www-authenticate',
  'allow',
];

/**
 * @param {import('../runner/play.mjs').Happening} happening
 * @param {import('../runner/scenario.mjs').Step} step
 * @param {import('./mask.mjs').Mask} mask
 * @returns {Record<string, any> | undefined} undefined when the step shows nothing
 */
export function view(happening, step, mask) {
  const { exchanges, result, mails, rows, tables, stored, provider, changed, removed, failure } = happening;
  const parts = {
    failure,
    exchanges: exchanges?.map(({ request, reply }) => exchangeView(request, reply, step, mask)),
    result: result === undefined ? undefined : mask.value(result),
    mails: mails && mask.value(mails),
    rows: rows && rowsView(rows, mask),
    tables: tables && tablesView(tables, mask),
    stored: stored && storedView(stored, mask),
    provider: provider?.map(({ body, ...request }) => ({
      ...mask.value(request),
      body: mask.string(`/?${body}`),
    })),
    changed,
    removed,
  };
  const present = Object.entries(parts).filter(([, part]) => part !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

/** @param {Record<string, any[]>} tables @param {import('./mask.mjs').Mask} mask */
function tablesView(tables, mask) {
  return Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rowsView(rows, mask)]));
}

/**
 * Rows have no order of their own, and those made in the same millisecond not even by time: they are sorted by what is
 * known of them, then by when they were made.
 * @param {any[]} rows
 * @param {import('./mask.mjs').Mask} mask
 */
function rowsView(rows, mask) {
  const known = rows.map((row) => ({
    row,
    key: mask.sketch(row),
    at: String(row.createdAt ?? row.created_at),
  }));
  known.sort((a, b) => (a.key === b.key ? (a.at < b.at ? -1 : 1) : a.key < b.key ? -1 : 1));
  return known.map(({ row }) => mask.value(row));
}

/**
 * A value of secondary storage: JSON with the order of its keys, or a plain text, and how long it lives.
 * @param {{text: string | null, ttl: number}} stored
 * @param {import('./mask.mjs').Mask} mask
 */
function storedView({ text, ttl }, mask) {
  if (text === null) return { missing: true };
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = text;
  }
  const compact = typeof value === 'string' || JSON.stringify(value) === text;
  return {
    value: mask.value(value),
    ttl: new Wait(ttl, 20),
    ...(!compact && { spelling: 'not as JSON.stringify writes it' }),
  };
}

/**
 * @param {import('../runner/send.mjs').Request} request
 * @param {import('../runner/send.mjs').Reply} reply
 * @param {import('../runner/scenario.mjs').Step} step
 * @param {import('./mask.mjs').Mask} mask
 */
function exchangeView(request, reply, step, mask) {
  mask.played = (reply.at - mask.startedAt) / 1000;
  const { 'x-retry-after': wait, ...found } = Object.fromEntries(
    headers
      .filter((name) => name in reply.headers)
      .map((name) => [
        name,
        name === 'x-retry-after' ? reply.headers[name] : mask.string(reply.headers[name]),
      ]),
  );
  return {
    method: request.method,
    path: mask.string(request.path),
    status: reply.status,
    headers: {
      ...found,
      ...(wait !== undefined && { 'x-retry-after': new Wait(Number(wait), mask.played) }),
    },
    cookies: inOrder(step, cookiesView(reply.setCookies, mask)),
    body: bodyView(reply, step, mask),
  };
}

/**
 * Cookies in the order they were sent, attributes in theirs. The pieces of a chunked cookie are read as one.
 * @param {string[]} lines
 * @param {import('./mask.mjs').Mask} mask
 */
function cookiesView(lines, mask) {
  const parsed = lines.map(parseSetCookie);
  return parsed.map(({ name, value, attributes }) => {
    const base = /^(.+)\.(\d+)$/.exec(name);
    const pieces = base && value ? parsed.filter((other) => other.name.startsWith(`${base[1]}.`)) : [];
    const whole = pieces.length > 0 ? pieces.map((piece) => piece.value).join('') : value;
    const shown = pieces.length > 0 && base?.[2] !== '0' ? '‹piece›' : cookieValue(whole, mask);
    return { name: mask.string(name), value: shown, attributes: attributes.map(attributeView) };
  });
}

/**
 * The reference itself sends some cookies in the order in which its signature checks happen to end.
 * @template {{name: string}} T @param {import('../runner/scenario.mjs').Step} step @param {T[]} cookies
 */
const inOrder = (step, cookies) =>
  step.unordered === 'cookies' ? cookies.sort((a, b) => a.name.localeCompare(b.name)) : cookies;

/** @param {string} raw @param {import('./mask.mjs').Mask} mask */
function cookieValue(raw, mask) {
  let text = raw;
  try {
    text = decodeURIComponent(raw);
  } catch {
    return { undecodable: raw };
  }
  return encodeURIComponent(text) === raw ? mask.string(text) : { oddlyEncoded: mask.string(text) };
}

/** @param {[string, string | null]} attribute */
const attributeView = ([name, value]) => (value === null ? name : `${name}=${value}`);

/**
 * @param {import('../runner/send.mjs').Reply} reply
 * @param {import('../runner/scenario.mjs').Step} step
 * @param {import('./mask.mjs').Mask} mask
 */
function bodyView({ text, body }, step, mask) {
  if (step.opaque) return text === '' ? '' : '‹not compared›';
  if (body === undefined) return text === '' ? '' : { text: mask.string(text) };
  const json = step.unordered && Array.isArray(body) ? sorted(body) : body;
  const compact = JSON.stringify(body) === text;
  return { json: mask.value(json), ...(!compact && { spelling: `not as JSON.stringify writes it` }) };
}

/** Lists without a defined order are sorted by the moment their rows were made. @param {any[]} list */
const sorted = (list) => [...list].sort((a, b) => String(a?.createdAt).localeCompare(String(b?.createdAt)));
