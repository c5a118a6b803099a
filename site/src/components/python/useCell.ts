import { useCallback, useEffect, useReducer, useRef } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import type { Piece } from './messages';
import { Runner, type Cell, type Run } from './runner';
import { Session, type WorkerLike } from './session';
import { emptyCell, reduceCell, type CellState } from './state';

/** How often new output is shown, in milliseconds: a loop may write thousands of lines a second. */
const pace = 40;

/** All cells share one Python; it outlives the page they are on. */
let shared: Runner | null = null;

function runnerOf(baseUrl: string): Runner {
  shared ??= new Runner(() => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url)) as WorkerLike;
    const at = (path: string) => new URL(baseUrl + path, window.location.origin).href;
    return new Session(
      worker,
      { pyodide: at('pyodide/'), modules: at('python/') },
      window.crossOriginIsolated,
    );
  });
  return shared;
}

export interface CellControl {
  state: CellState;
  run: (cell: Cell) => void;
  stop: () => void;
  clear: () => void;
}

/** Runs one cell and holds what it shows. Leaving the page stops it. */
export function useCell(): CellControl {
  const baseUrl = useBaseUrl('/');
  const [state, dispatch] = useReducer(reduceCell, emptyCell);
  const current = useRef<Run | null>(null);

  const stop = useCallback(() => current.current?.stop(), []);
  useEffect(() => stop, [stop]);

  const run = useCallback(
    (cell: Cell) => {
      if (current.current) return;
      const output = batch((pieces) => dispatch({ type: 'pieces', pieces }));
      dispatch({ type: 'started' });
      const started = runnerOf(baseUrl).run(cell, {
        onPhase: (phase) => dispatch({ type: 'phase', phase }),
        onPiece: output.add,
      });
      current.current = started;
      void started.result.then((result) => {
        output.flush();
        current.current = null;
        dispatch({ type: 'ended', result });
      });
    },
    [baseUrl],
  );
  const clear = useCallback(() => {
    stop();
    dispatch({ type: 'cleared' });
  }, [stop]);

  return { state, run, stop, clear };
}

function batch(send: (pieces: Piece[]) => void) {
  let pieces: Piece[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (pieces.length > 0) send(pieces);
    pieces = [];
  };
  const add = (piece: Piece) => {
    pieces.push(piece);
    timer ??= setTimeout(flush, pace);
  };
  return { add, flush };
}
