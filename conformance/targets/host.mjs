import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** The runner's end of reference/host.mjs. */
export class Host {
  /** @type {Map<number, (message: {port?: number, error?: string}) => void>} */
  #waiting = new Map();
  #count = 0;
  #child;
  #output = '';
  #exited;

  /** @param {string} program @param {Record<string, string | null>} env */
  constructor(program, env) {
    this.#child = spawn(process.execPath, [program], { env: /** @type {any} */ (env), stdio: 'pipe' });
    this.#exited = new Promise((resolve) => this.#child.on('close', resolve));
    this.#exited.then(() => {
      for (const tell of this.#waiting.values()) tell({ error: `the reference ended\n${this.#output}` });
    });
    this.#child.stderr.on('data', (chunk) => (this.#output = (this.#output + chunk).slice(-20_000)));
    createInterface(this.#child.stdout).on('line', (line) => this.#hear(line));
  }

  output = () => this.#output;

  /** @param {string} line */
  #hear(line) {
    const message = line.startsWith('{"id":') ? JSON.parse(line) : undefined;
    if (!message) this.#output = `${this.#output}${line}\n`.slice(-20_000);
    this.#waiting.get(message?.id)?.(message);
  }

  /**
   * @param {{auth: Record<string, any>, database: string | null, storage: string | null, count?: boolean}} order
   * @returns {Promise<{port: number, stop: () => void}>}
   */
  async start(order) {
    const id = ++this.#count;
    const answer = await new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#tell({ start: { id, ...order } });
    });
    this.#waiting.delete(id);
    if (answer.error) throw new Error(answer.error);
    return { port: answer.port, stop: () => this.#tell({ stop: id }) };
  }

  /** @param {Record<string, any>} order */
  #tell(order) {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
  }

  async close() {
    this.#child.stdin.end();
    const insist = setTimeout(() => this.#child.kill('SIGKILL'), 5_000);
    await this.#exited;
    clearTimeout(insist);
  }
}
