/**
 * @typedef {{status?: number, json?: unknown, text?: string, type?: string, location?: string}} Answer
 * @typedef {{method: string, url: string, headers: Record<string, string>, body?: string}} Request
 */

/** Headers that matter to a provider. */
const kept = ['accept', 'authorization', 'content-type', 'notion-version', 'user-agent'];

/**
 * Replaces the network by a queue of answers; what is asked beyond it gets a 404.
 * @param {Answer[]} answers
 * @returns {Request[]} the requests, filled as they come
 */
export function network(answers) {
  const queue = [...answers];
  /** @type {Request[]} */
  const requests = [];
  globalThis.fetch = async (input, init = {}) => {
    const headers = new Headers(init.headers);
    requests.push({
      method: init.method ?? 'GET',
      url: String(input),
      headers: Object.fromEntries(
        kept.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])),
      ),
      ...(init.body !== undefined && init.body !== null && { body: String(init.body) }),
    });
    return respond(queue.shift() ?? { status: 404, json: {} });
  };
  return requests;
}

/** @param {Answer} answer */
export function respond({ status = 200, json, text, type = 'application/json', location }) {
  return new Response(text ?? JSON.stringify(json), {
    status,
    headers: { 'content-type': type, ...(location && { location }) },
  });
}
