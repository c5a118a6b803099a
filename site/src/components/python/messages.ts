/** What the page and its Python worker say to each other. */

export interface Check {
  passed: boolean;
  /** The message of the assertion that did not hold, or what else went wrong; empty when it passed. */
  feedback: string;
  /** The learner's line that failed while it was being checked. */
  line: number | null;
}

/** How the code itself ended; `flooded` means that it wrote more than the page takes. */
export type Outcome =
  | { kind: 'done'; check?: Check }
  | { kind: 'failed'; traceback: string; line: number | null }
  | { kind: 'stopped' }
  | { kind: 'flooded' };

/** One piece of output, in the order in which it was made. */
export interface Piece {
  kind: 'stdout' | 'stderr' | 'svg';
  data: string;
}

export type ToWorker =
  | {
      type: 'start';
      /** URLs of folders, with a slash at the end. */
      pyodide: string;
      modules: string;
      /** Where the page can write a 2 to interrupt the code; only on a cross-origin isolated page. */
      interrupt: Int32Array | null;
    }
  | { type: 'run'; code: string; check: string };

export type FromWorker =
  | { type: 'ready' }
  | { type: 'unavailable'; reason: string }
  | { type: 'piece'; piece: Piece }
  | { type: 'ended'; outcome: Outcome }
  /** The runtime itself broke down; the worker is of no use any more. */
  | { type: 'broken'; reason: string };
