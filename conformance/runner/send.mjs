import { request } from 'node:http';
import { bareName } from './jar.mjs';
import { parseSetCookie } from '../compare/set-cookie.mjs';

/**
 * @typedef {{method: string, path: string, headers: Record<string, string>, body?: string | Buffer}} Request
 * @typedef {{
 *   status: number,
 *   headers: Record<string, string>,
 *   setCookies: string[],
 *   cookies: Record<string, string>,
 *   text: string,
 *   body: any,
 *   at: number,
 * }} Reply
 *   cookies: values by bare name, still encoded; body: parsed JSON, undefined when the text is none;
 *   at: when it was whole, in ms
 */

/**
 * Sends one request to a side and reads the whole reply. Redirects are replies like any other.
 * @param {string} origin where the side really listens
 * @param {Request} wanted
 * @returns {Promise<Reply>}
 */
export function send(origin, { method, path, headers, body }) {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers, agent: false, timeout: 15_000 });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path} got no reply in 15 s`)));
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      /** @type {Buffer[]} */
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve(readReply(incoming, Buffer.concat(chunks).toString('utf8'))));
    });
    outgoing.end(body);
  });
}

/** @param {import('node:http').IncomingMessage} incoming @param {string} text @returns {Reply} */
function readReply(incoming, text) {
  const setCookies = incoming.headers['set-cookie'] ?? [];
  const pairs = setCookies.map(parseSetCookie).map(({ name, value }) => [bareName(name), value]);
  const headers = Object.entries(incoming.headers).filter(([name]) => name !== 'set-cookie');
  return {
    status: incoming.statusCode ?? 0,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    setCookies,
    cookies: Object.fromEntries(pairs),
    text,
    body: parse(text),
    at: Date.now(),
  };
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
