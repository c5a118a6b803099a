import type { loadPyodide as LoadPyodide, PyodideInterface } from 'pyodide';
import type { FromWorker, Outcome, Piece, ToWorker } from './messages';

/** The part of a dedicated worker's scope used here; the compiler's own name for it would shut out the DOM's. */
interface Scope {
  postMessage: (message: FromWorker) => void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

type Run = (code: string, check: string, emit: (kind: Piece['kind'], data: string) => void) => string;

/** Pyodide leaves the types of its file system to another package. */
interface Files {
  writeFile: (path: string, text: string) => void;
}

const scope = self as unknown as Scope;
const modules = ['lyceum.py', 'cell.py'];

let run: Run | null = null;
let interrupt: Int32Array | null = null;

scope.onmessage = ({ data }) => {
  if (data.type === 'run') execute(data.code, data.check);
  else void start(data);
};

async function start(order: Extract<ToWorker, { type: 'start' }>): Promise<void> {
  try {
    const [python, sources] = await Promise.all([
      load(order.pyodide),
      Promise.all(modules.map((name) => text(order.modules + name))),
    ]);
    const files = python.FS as Files;
    modules.forEach((name, i) => files.writeFile(`/home/pyodide/${name}`, sources[i] ?? ''));
    if (order.interrupt) {
      interrupt = order.interrupt;
      python.setInterruptBuffer(interrupt);
    }
    run = (python.pyimport('cell') as { run: Run }).run;
    scope.postMessage({ type: 'ready' });
  } catch (error) {
    scope.postMessage({ type: 'unavailable', reason: String(error) });
  }
}

async function load(folder: string): Promise<PyodideInterface> {
  const loader = (await import(/* webpackIgnore: true */ `${folder}pyodide.mjs`)) as {
    loadPyodide: typeof LoadPyodide;
  };
  return loader.loadPyodide({ indexURL: folder });
}

async function text(url: string): Promise<string> {
  const reply = await fetch(url);
  if (!reply.ok) throw new Error(`${url}: ${reply.status}`);
  return reply.text();
}

function execute(code: string, check: string): void {
  if (interrupt) interrupt[0] = 0;
  try {
    const outcome = run!(code, check, (kind, data) =>
      scope.postMessage({ type: 'piece', piece: { kind, data } }),
    );
    scope.postMessage({ type: 'ended', outcome: JSON.parse(outcome) as Outcome });
  } catch (error) {
    scope.postMessage({ type: 'broken', reason: String(error) });
  }
}
