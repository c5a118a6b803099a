import type { Piece } from './messages';
import type { Phase, Result } from './runner';

/** What a cell shows below its code. */
export interface CellState {
  phase: 'idle' | Phase;
  pieces: Piece[];
  result: Result | null;
}

export type CellAction =
  | { type: 'started' }
  | { type: 'phase'; phase: Phase }
  | { type: 'pieces'; pieces: Piece[] }
  | { type: 'ended'; result: Result }
  | { type: 'cleared' };

export const emptyCell: CellState = { phase: 'idle', pieces: [], result: null };

export function reduceCell(state: CellState, action: CellAction): CellState {
  switch (action.type) {
    case 'started':
      return { ...emptyCell, phase: 'waiting' };
    case 'phase':
      return { ...state, phase: action.phase };
    case 'pieces':
      return { ...state, pieces: action.pieces.reduce(append, state.pieces) };
    case 'ended':
      return { ...state, phase: 'idle', result: action.result };
    case 'cleared':
      return emptyCell;
  }
}

/** Joins neighbouring text of one stream, so that the page holds few elements. */
function append(pieces: Piece[], piece: Piece): Piece[] {
  const last = pieces.at(-1);
  if (!last || last.kind !== piece.kind || piece.kind === 'svg') return [...pieces, piece];
  return [...pieces.slice(0, -1), { kind: piece.kind, data: last.data + piece.data }];
}

/** The line of the code that the reader should look at. */
export function faultyLine(result: Result | null): number | null {
  if (result?.kind === 'failed') return result.line;
  return result?.kind === 'done' ? (result.check?.line ?? null) : null;
}

/** What to say about how things stand, in one sentence. */
export function statusText({ phase, result }: CellState): string {
  if (phase === 'waiting') return 'Waiting for another cell…';
  if (phase === 'loading') return 'Starting Python… The first time takes a few seconds.';
  if (phase === 'running') return 'Running…';
  switch (result?.kind) {
    case undefined:
      return '';
    case 'done':
      return result.check ? '' : 'Done.';
    case 'failed':
      return result.line === null ? 'An error occurred.' : `Error in line ${result.line}.`;
    case 'stopped':
      return 'Stopped.';
    case 'flooded':
      return 'Stopped: too much output. Does a loop print without end?';
    case 'timeout':
      return `Stopped after ${result.seconds} seconds. Does a loop never end?`;
    case 'unavailable':
      return 'Python could not be started. Check your connection, then run the cell again.';
    case 'crashed':
      return 'Python broke down and was ended. Did the code need too much memory? Run the cell to start afresh.';
  }
}
