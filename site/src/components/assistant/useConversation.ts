import { useCallback, useEffect, useMemo, useReducer, useRef, type Dispatch } from 'react';
import { ApiError } from '@site/src/lib/api';
import type { ChatKit, Question } from './chatkit';
import { emptyConversation, reduceConversation, type Action, type Conversation } from './conversation';
import type { StreamEvent } from './protocol';
import { troubleOf } from './trouble';

export interface ConversationControl {
  state: Conversation;
  ask: (question: Question) => void;
  /** Asks the last question once more. */
  retry: () => void;
  stop: () => void;
  open: (thread: string) => Promise<void>;
  reset: () => void;
}

/** Holds one conversation and runs its turns, one at a time. Another reader begins with an empty one. */
export function useConversation(kit: ChatKit, reader: string | null): ConversationControl {
  const [state, dispatch] = useReducer(reduceConversation, emptyConversation);
  const turn = useRef<AbortController | null>(null);
  const last = useRef<Question | null>(null);
  const latest = useRef(state);
  useEffect(() => {
    latest.current = state;
  });

  /** Ends what is going on without a word. */
  const drop = useCallback(() => {
    const ended = turn.current;
    turn.current = null;
    ended?.abort();
  }, []);
  const reset = useCallback(() => {
    drop();
    dispatch({ type: 'reset' });
  }, [drop]);
  useEffect(() => reset, [reader, reset]);

  const run = useCallback(
    (events: (signal: AbortSignal) => AsyncGenerator<StreamEvent>) => {
      drop();
      const own = new AbortController();
      turn.current = own;
      const current: Dispatch<Action> = (action) => turn.current === own && dispatch(action);
      void follow(events(own.signal), own.signal, current).then(() => {
        if (turn.current === own) turn.current = null;
      });
    },
    [drop],
  );

  const ask = useCallback(
    (question: Question) => {
      last.current = question;
      dispatch({ type: 'asked', text: question.text, quoted: question.quoted });
      run((signal) => kit.ask(latest.current.thread?.id ?? null, question, signal));
    },
    [kit, run],
  );

  const retry = useCallback(() => {
    const { thread, messages } = latest.current;
    const asked = messages.filter((m) => m.kind === 'asked').at(-1);
    if (!asked) return;
    const { text, quoted, id } = asked;
    const question = { text, quoted, context: last.current?.context ?? { lesson: null } };
    const anew = !thread || id === null;
    dispatch({ type: 'repeated', anew });
    run((signal) =>
      anew
        ? kit.ask(thread?.id ?? null, question, signal)
        : kit.retry(thread.id, id, question.context, signal),
    );
  }, [kit, run]);

  const open = useCallback(
    async (id: string) => {
      drop();
      const thread = await kit.open(id);
      dispatch({ type: 'opened', thread, items: thread.items.data });
    },
    [kit, drop],
  );
  const stop = useCallback(() => turn.current?.abort(), []);

  return useMemo(() => ({ state, ask, retry, stop, open, reset }), [state, ask, retry, stop, open, reset]);
}

async function follow(
  events: AsyncGenerator<StreamEvent>,
  signal: AbortSignal,
  dispatch: Dispatch<Action>,
): Promise<void> {
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      dispatch({ type: 'event', event });
    }
    dispatch({ type: 'ended', stopped: signal.aborted });
  } catch (error) {
    if (signal.aborted) dispatch({ type: 'ended', stopped: true });
    else dispatch({ type: 'failed', trouble: troubleOf(error) });
    if (!(error instanceof ApiError) && !signal.aborted) console.warn('The answer broke off.', error);
  }
}
