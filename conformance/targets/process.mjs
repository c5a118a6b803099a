import { spawn } from 'node:child_process';

/**
 * A child process that announces itself with a line, and that is ended by its own handle.
 * @typedef {{line: string, output: () => string, stop: () => Promise<void>, exited: Promise<number | null>}} Running
 */

/**
 * Starts a command and waits for the first line of standard output that matches.
 * @param {string[]} command
 * @param {{ready: RegExp, env?: NodeJS.ProcessEnv, cwd?: string, timeoutMs?: number}} options
 * @returns {Promise<Running>}
 */
export async function start([file, ...args], { ready, env, cwd, timeoutMs = 30_000 }) {
  const child = spawn(file, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => child.on('exit', resolve).on('error', () => resolve(null)));
  const line = await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) =>
      reject(new Error(`${file} ${args[0] ?? ''} ${why}\n${output}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready after ${timeoutMs} ms`);
    }, timeoutMs);
    const read = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk).slice(-20_000);
      const found = output.split('\n').find((text) => ready.test(text));
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found.trim());
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before it was ready`);
    });
  });
  return { line, output: () => output, exited, stop: () => stop(child, exited) };
}

/**
 * Asks politely (closed stdin, then SIGTERM), insists after five seconds.
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<number | null>} exited
 */
async function stop(child, exited) {
  child.stdin?.end();
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(insist);
}
