import type { Outcome, Piece } from './messages';
import type { Session } from './session';

/** How a run ended, as the reader is told. */
export type Result =
  | Outcome
  | { kind: 'timeout'; seconds: number }
  /** Python could not be started. */
  | { kind: 'unavailable'; reason: string }
  /** Python itself broke down while it ran the code. */
  | { kind: 'crashed'; reason: string };

export interface Cell {
  code: string;
  /** Code that asserts what the cell should have done; may be empty. */
  check: string;
}

export type Phase = 'waiting' | 'loading' | 'running';

export interface Watcher {
  onPhase: (phase: Phase) => void;
  onPiece: (piece: Piece) => void;
}

export interface Run {
  result: Promise<Result>;
  stop: () => void;
}

export interface Limits {
  /** Of running, not of loading Python. */
  seconds: number;
  /** How long code may go on after it was asked to stop, in milliseconds. */
  grace: number;
}

class Stopped extends Error {}
class TimedOut extends Error {}

/**
 * Runs the cells of a page, one after the other, in one worker that is started at the first use and replaced
 * when code could be stopped only by ending it.
 */
export class Runner {
  private session: Session | null = null;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly open: () => Session,
    private readonly limits: Limits = { seconds: 10, grace: 500 },
  ) {}

  run(cell: Cell, watcher: Watcher): Run {
    const stop = new AbortController();
    watcher.onPhase('waiting');
    const result = this.last.then(() => this.attempt(cell, watcher, stop.signal));
    this.last = result;
    return { result, stop: () => stop.abort() };
  }

  private async attempt(cell: Cell, watcher: Watcher, stop: AbortSignal): Promise<Result> {
    if (stop.aborted) return { kind: 'stopped' };
    let failure: 'unavailable' | 'crashed' = 'unavailable';
    try {
      const session = await this.ready(watcher, stop);
      failure = 'crashed';
      watcher.onPhase('running');
      return await this.supervise(session, cell, watcher, stop);
    } catch (error) {
      if (error instanceof Stopped) return { kind: 'stopped' };
      if (error instanceof TimedOut) return { kind: 'timeout', seconds: this.limits.seconds };
      return { kind: failure, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Stopping while Python loads leaves it loading, for the next run. */
  private async ready(watcher: Watcher, stop: AbortSignal): Promise<Session> {
    if (!this.session || this.session.dead) {
      watcher.onPhase('loading');
      this.session = this.open();
    }
    const { session } = this;
    let abort = () => {};
    const stopped = new Promise<never>((_, reject) => {
      abort = () => reject(new Stopped());
      stop.addEventListener('abort', abort);
    });
    try {
      await Promise.race([session.ready, stopped]);
    } finally {
      stop.removeEventListener('abort', abort);
    }
    return session;
  }

  private async supervise(
    session: Session,
    cell: Cell,
    watcher: Watcher,
    stop: AbortSignal,
  ): Promise<Outcome> {
    const causes: Error[] = [];
    let killer: ReturnType<typeof setTimeout> | undefined;
    const end = (reason: Error) => {
      causes.push(reason);
      if (session.interruptRun()) killer ??= setTimeout(() => session.end(reason), this.limits.grace);
      else session.end(reason);
    };
    const onStop = () => end(new Stopped());
    const clock = setTimeout(() => end(new TimedOut()), this.limits.seconds * 1000);
    stop.addEventListener('abort', onStop);
    try {
      const outcome = await session.run(cell.code, cell.check, watcher.onPiece);
      if (outcome.kind === 'stopped' && causes[0]) throw causes[0];
      return outcome;
    } finally {
      clearTimeout(clock);
      clearTimeout(killer);
      stop.removeEventListener('abort', onStop);
    }
  }
}
