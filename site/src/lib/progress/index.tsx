import { createContext, use, useCallback, useEffect, useMemo, useReducer, type ReactNode } from 'react';
import { api, ApiError } from '../api';
import { useSession } from '../session';
import { applyChange, isProgressKey, LocalStore } from './local';
import type { Change, LessonProgress, ProgressReply } from './types';

export type { LessonProgress } from './types';

export interface Progress {
  /** False until the reader's progress is known; then also without an account. */
  ready: boolean;
  lessons: ReadonlyMap<string, LessonProgress>;
  /** The lesson read last. */
  last: LessonProgress | null;
  /** Why the progress could not be read, one sentence. */
  failure: string | null;
  /** Shows the change at once; rejects, and takes it back, when it cannot be saved. */
  setCompleted: (lesson: string, completed: boolean) => Promise<void>;
  /** Notes that a lesson was opened, or a heading of it reached. That it cannot be saved is nothing to interrupt for. */
  reach: (lesson: string, anchor?: string) => Promise<void>;
}

const local = new LocalStore(() => window.localStorage);

/** Notes a quiz attempt made without an account, so that signing up can claim it. */
export function rememberAttempt(id: string): void {
  local.addAttempt(id);
}

interface State {
  /** Whose progress this is: a user's id, `visitor`, or null while unknown. */
  owner: string | null;
  lessons: ReadonlyMap<string, LessonProgress>;
  failure: string | null;
}

type Action =
  | { type: 'loaded'; owner: string; lessons: LessonProgress[] }
  | { type: 'set'; owner: string; entry: LessonProgress }
  | { type: 'unset'; owner: string; lesson: string; entry: LessonProgress | undefined }
  | { type: 'failed'; owner: string; failure: string };

const visitor = 'visitor';
const nothing: State = { owner: null, lessons: new Map(), failure: null };

/** Answers that arrive after the reader has changed belong to someone else: they are dropped. */
function reduce(state: State, action: Action): State {
  if (action.type === 'loaded') {
    return { owner: action.owner, lessons: new Map(action.lessons.map((l) => [l.lesson, l])), failure: null };
  }
  if (action.type === 'failed') {
    const same = state.owner === action.owner;
    return { owner: action.owner, lessons: same ? state.lessons : new Map(), failure: action.failure };
  }
  if (action.owner !== state.owner) return state;
  const lessons = new Map(state.lessons);
  if (action.type === 'set') lessons.set(action.entry.lesson, action.entry);
  else if (action.entry) lessons.set(action.lesson, action.entry);
  else lessons.delete(action.lesson);
  return { ...state, lessons };
}

const Context = createContext<Progress | null>(null);

/** The reader's progress: on this device for visitors, on the server, which then decides, for readers with an account. */
export function ProgressProvider({ children }: { children: ReactNode }): ReactNode {
  const { status, user } = useSession();
  const owner = status === 'loading' ? null : (user?.id ?? visitor);
  const [state, dispatch] = useReducer(reduce, nothing);

  useEffect(() => {
    if (owner === null) return undefined;
    return owner === visitor ? followLocal(dispatch) : load(owner, dispatch);
  }, [owner]);

  const mine = state.owner === owner ? state : nothing;
  const change = useCallback(
    (lesson: string, wanted: Change): Promise<void> =>
      owner === null ? Promise.resolve() : put(owner, lesson, wanted, mine.lessons.get(lesson), dispatch),
    [owner, mine.lessons],
  );

  const value = useMemo<Progress>(
    () => ({
      ready: mine.owner !== null,
      lessons: mine.lessons,
      last: newest(mine.lessons),
      failure: mine.failure,
      setCompleted: (lesson, completed) => change(lesson, { completed }),
      reach: (lesson, anchor) =>
        change(lesson, anchor === undefined ? {} : { anchor }).catch(() => undefined),
    }),
    [mine, change],
  );
  return <Context value={value}>{children}</Context>;
}

export function useProgress(): Progress {
  const value = use(Context);
  if (!value) throw new Error('useProgress needs a ProgressProvider above it');
  return value;
}

type Dispatch = (action: Action) => void;

/** Shows what the browser keeps, also what other tabs add to it. */
function followLocal(dispatch: Dispatch): () => void {
  const show = () => dispatch({ type: 'loaded', owner: visitor, lessons: local.read().lessons });
  const listen = (event: StorageEvent) => {
    if (isProgressKey(event.key)) show();
  };
  show();
  window.addEventListener('storage', listen);
  return () => window.removeEventListener('storage', listen);
}

/** Hands over what was done before signing in, then shows what the server has. */
function load(owner: string, dispatch: Dispatch): () => void {
  const stop = new AbortController();
  void (async () => {
    try {
      if (!local.isEmpty()) await handOver(stop.signal);
      const reply = await api<ProgressReply>('/api/progress', { signal: stop.signal });
      if (!stop.signal.aborted) dispatch({ type: 'loaded', owner, lessons: reply.lessons });
    } catch (error) {
      if (!stop.signal.aborted) dispatch({ type: 'failed', owner, failure: sentence(error) });
    }
  })();
  return () => stop.abort();
}

/** Gives the account what was done without it; what the server calls invalid is let go, or it would be in the way for ever. */
async function handOver(signal: AbortSignal): Promise<void> {
  const before = local.read();
  const lessons = before.lessons.map(({ lesson, completed, anchor, updatedAt }) => ({
    lesson,
    completed,
    anchor,
    updatedAt,
  }));
  try {
    const body = { lessons, attempts: before.attempts };
    await api<ProgressReply>('/api/progress/merge', { method: 'POST', body, signal });
  } catch (error) {
    const invalid = error instanceof ApiError && [400, 413, 422].includes(error.status);
    if (!invalid) throw error;
  }
  local.forget(before);
}

/** One change after the other, so that an older answer never hides a newer one. */
let queue: Promise<unknown> = Promise.resolve();

/** Shows the change at once and takes it back when the server refuses it. */
async function put(
  owner: string,
  lesson: string,
  change: Change,
  old: LessonProgress | undefined,
  dispatch: Dispatch,
): Promise<void> {
  if (owner === visitor) {
    dispatch({ type: 'set', owner, entry: local.change(lesson, change) });
    return;
  }
  const guess = applyChange(old ?? null, lesson, change, new Date());
  dispatch({ type: 'set', owner, entry: guess });
  try {
    const body = { lesson, ...change, at: guess.updatedAt };
    const sent = queue.then(() =>
      api<LessonProgress>('/api/progress', { method: 'PUT', body, keepalive: true }),
    );
    queue = sent.catch(() => undefined);
    const entry = await sent;
    dispatch({ type: 'set', owner, entry });
  } catch (error) {
    dispatch({ type: 'unset', owner, lesson, entry: old });
    throw error;
  }
}

function newest(lessons: ReadonlyMap<string, LessonProgress>): LessonProgress | null {
  let last: LessonProgress | null = null;
  for (const entry of lessons.values()) {
    if (!last || Date.parse(entry.updatedAt) > Date.parse(last.updatedAt)) last = entry;
  }
  return last;
}

function sentence(error: unknown): string {
  const reason = error instanceof Error ? error.message : '';
  return `Your progress could not be read. ${reason}`.trim();
}
