import { createServer } from 'node:http';
import { send } from '../runner/send.mjs';

/**
 * A server that answers like another one, except for one mistake.
 *
 * @typedef {{status: number, headers: Record<string, string>, setCookies: string[], text: string}} Answer
 * @typedef {(answer: Answer, path: string) => void} Mistake
 */
export class Mutant {
  /** @type {Mistake} */
  mistake = () => {};
  origin = '';
  #server;

  /** @param {string} origin of the server behind */
  constructor(origin) {
    this.#server = createServer(async (request, response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const path = request.url ?? '/';
      const headers = /** @type {Record<string, string>} */ (request.headers);
      const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
      const reply = await send(origin, { method: request.method ?? 'GET', path, headers, body });
      const answer = { ...reply, headers: { ...reply.headers }, setCookies: [...reply.setCookies] };
      this.mistake(answer, path);
      for (const name of ['transfer-encoding', 'content-length', 'connection', 'keep-alive'])
        delete answer.headers[name];
      response
        .writeHead(answer.status, { ...answer.headers, 'set-cookie': answer.setCookies })
        .end(answer.text);
    });
  }

  /** @returns {Promise<void>} */
  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        this.origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
        resolve();
      });
    });
  }

  close() {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
