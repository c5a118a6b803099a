import type { FromWorker, Outcome, Piece, ToWorker } from './messages';

/** What a session needs of a Worker. */
export interface WorkerLike {
  postMessage: (message: ToWorker) => void;
  terminate: () => void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export interface Folders {
  /** URLs with a slash at the end. */
  pyodide: string;
  modules: string;
}

interface Running {
  onPiece: (piece: Piece) => void;
  resolve: (outcome: Outcome) => void;
  reject: (reason: Error) => void;
}

/** One worker with one Python in it, from its start to its end. It runs one cell at a time. */
export class Session {
  /** Rejects when Python cannot be started. */
  readonly ready: Promise<void>;
  /** True once the worker is of no use any more. */
  dead = false;

  private running: Running | null = null;
  private readonly interrupt: Int32Array | null;
  private fail!: (reason: Error) => void;

  constructor(
    private readonly worker: WorkerLike,
    folders: Folders,
    isolated: boolean,
  ) {
    this.interrupt = isolated ? new Int32Array(new SharedArrayBuffer(4)) : null;
    this.ready = new Promise((resolve, reject) => {
      this.fail = reject;
      worker.onmessage = ({ data }) => (data.type === 'ready' ? resolve() : this.receive(data));
    });
    this.ready.catch(() => undefined); // whoever runs a cell hears of it
    worker.onerror = (event) => this.end(new Error(event.message || 'The worker could not be loaded.'));
    worker.postMessage({ type: 'start', ...folders, interrupt: this.interrupt });
  }

  /** Runs a cell; rejects when the worker breaks down or is ended meanwhile. */
  run(code: string, check: string, onPiece: (piece: Piece) => void): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.running = { onPiece, resolve, reject };
      this.worker.postMessage({ type: 'run', code, check });
    });
  }

  /** Asks the running code to stop, as Ctrl+C does. False when only ending the worker helps. */
  interruptRun(): boolean {
    if (!this.interrupt) return false;
    this.interrupt[0] = 2;
    return true;
  }

  /** Ends the worker; what it has sent and not yet delivered is lost. */
  end(reason: Error): void {
    if (this.dead) return;
    this.dead = true;
    this.worker.terminate();
    this.fail(reason);
    this.running?.reject(reason);
    this.running = null;
  }

  private receive(message: Exclude<FromWorker, { type: 'ready' }>): void {
    if (this.dead) return;
    if (message.type === 'piece') {
      this.running?.onPiece(message.piece);
    } else if (message.type === 'ended') {
      const { running } = this;
      this.running = null;
      running?.resolve(message.outcome);
    } else {
      this.end(new Error(message.reason));
    }
  }
}
