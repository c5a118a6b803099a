import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const binary = path.resolve(__dirname, '..', process.env.LYCEUM_BIN ?? '../bin/lyceum');
const patience = 60_000;

export interface Service {
  /** Origin without a slash at its end. */
  url: string;
  stop: () => Promise<void>;
  /** What the process has printed so far. */
  log: () => string;
}

export interface Lyceum extends Service {
  /** What an operator does at the shell: `lyceum <command> --data <folder> <arguments>`. */
  operate: (command: string[], ...args: string[]) => Promise<void>;
}

/** An empty folder for a service's data, removed by `remove`. */
export async function temporaryFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lyceum-e2e-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

let port = 10_000 + Math.floor(Math.random() * 20_000);

/**
 * A free port for a server that is started next. The system gives ports from 32768 on to whoever asks for any, which
 * may be before that server has opened its own; those below, each used once, are left alone.
 */
export async function freePort(): Promise<number> {
  port = port < 30_000 ? port + 1 : 10_000;
  const wanted = port;
  const free = await new Promise<boolean>((resolve) => {
    const probe = createServer().on('error', () => resolve(false));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return free ? wanted : freePort();
}

/**
 * Starts `lyceum serve …` on a port and waits until it is ready. The environment is only what is given here, so that
 * a developer's own settings do not change what is tested.
 */
export async function startLyceum(
  args: string[],
  options: { port: number; data: string; env?: Record<string, string> },
): Promise<Lyceum> {
  const url = `http://localhost:${options.port}`;
  const env = { PATH: process.env.PATH, HOME: options.data, ...options.env };
  const child = spawn(binary, ['serve', ...args, '--port', String(options.port), '--data', options.data], {
    cwd: options.data,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const service: Lyceum = {
    url,
    stop: () => stop(child),
    log: () => output,
    operate: async (command, ...args) => {
      const all = [...command, '--data', options.data, ...args];
      await promisify(execFile)(binary, all, { cwd: options.data, env });
    },
  };
  try {
    await ready(url, child);
  } catch (error) {
    await service.stop();
    throw new Error(`${String(error)}\n${binary} printed:\n${output}`);
  }
  return service;
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const failures: Error[] = [];
  child.once('error', (error) => failures.push(error));
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (failures[0]) throw failures[0];
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const reply = await fetch(`${url}/ready`).catch(() => null);
    if (reply?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} was not ready in ${patience / 1000} seconds`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
