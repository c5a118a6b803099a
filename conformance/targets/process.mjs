import { spawn } from 'node:child_process';

/**
 * A child process that is ended by its own handle.
 * @typedef {{line: string, output: () => string, stop: () => Promise<void>}} Running
 *   line: the one that said it was ready
 */

/**
 * Starts a command and waits until it is ready: until it prints a line that matches, or until a probe says so.
 * @param {string[]} command
 * @param {{
 *   ready: RegExp | (() => Promise<boolean>),
 *   env?: Record<string, string | undefined>,
 *   cwd?: string,
 *   timeoutMs?: number,
 * }} options
 * @returns {Promise<Running>}
 */
export async function start(command, { ready, env, cwd, timeoutMs = 120_000 }) {
  const [file, ...args] = command;
  const child = spawn(file, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let ended = '';
  const read = (/** @type {Buffer} */ chunk) => (output = (output + chunk).slice(-20_000));
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => {
    child.on('close', (code, signal) => resolve(void (ended = `ended with ${code ?? signal}`)));
    child.on('error', (cause) => resolve(void (ended = `did not start: ${cause.message}`)));
  });
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const line = typeof ready === 'function' ? (await ready()) && '' : findLine(output, ready);
    if (ended) throw new Error(`${command.join(' ')} ${ended}\n${output}`);
    if (typeof line === 'string') return { line, output: () => output, stop: () => stop(child, exited) };
    if (Date.now() > deadline) {
      await stop(child, exited);
      throw new Error(`${command.join(' ')} was not ready after ${timeoutMs} ms\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {string} output @param {RegExp} pattern */
const findLine = (output, pattern) =>
  output
    .split('\n')
    .find((text) => pattern.test(text))
    ?.trim();

/**
 * Asks politely (closed stdin, then SIGTERM), insists after five seconds.
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<void>} exited
 */
async function stop(child, exited) {
  child.stdin?.end();
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(insist);
}
