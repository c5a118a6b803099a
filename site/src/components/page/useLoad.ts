import { useCallback, useEffect, useRef, useState } from 'react';
import { attempt, type Outcome, type Refusal } from '@site/src/lib/auth-errors';

export interface Loaded<T> {
  /** The newest answer; it stays while it is asked for again. */
  data: T | null;
  refusal: Refusal | null;
  loading: boolean;
  /** Asks again. Resolves when the answer is there. */
  reload: () => Promise<void>;
}

/**
 * Asks the auth service for something that a component shows, and again whenever the key changes. Of answers that
 * overtake one another the one to the newest question counts; with another key the old answer is gone at once.
 */
export function useLoad<T>(key: string, call: Parameters<typeof attempt<T>>[0]): Loaded<T> {
  return useOutcome(key, () => attempt(call));
}

/** The same for questions that take several calls. */
export function useOutcome<T>(key: string, ask: () => Promise<Outcome<T>>): Loaded<T> {
  const [state, setState] = useState<{ key: string; outcome: Outcome<T> | null; loading: boolean }>({
    key,
    outcome: null,
    loading: true,
  });
  const latest = useRef(ask);
  latest.current = ask;
  const question = useRef(0);

  const reload = useCallback(async () => {
    const number = ++question.current;
    setState((old) => ({ key, outcome: old.key === key ? old.outcome : null, loading: true }));
    const outcome = await latest.current();
    if (number === question.current) setState({ key, outcome, loading: false });
  }, [key]);

  useEffect(() => {
    void reload();
    return () => void (question.current += 1);
  }, [reload]);

  const outcome = state.key === key ? state.outcome : null;
  return {
    data: outcome?.data ?? null,
    refusal: outcome?.refusal ?? null,
    loading: state.loading || state.key !== key,
    reload,
  };
}
