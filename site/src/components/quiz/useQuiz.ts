import { useCallback, useEffect, useRef, useState } from 'react';
import { api, ApiError } from '@site/src/lib/api';
import { rememberAttempt, useProgress } from '@site/src/lib/progress';
import { useSession } from '@site/src/lib/session';
import { loadKatex, typesetHtml } from '../math/typeset';
import { newAttemptId, nextSending, type Answers, type Sending } from './answers';
import type { AttemptReply, PastAttempt, QuizData } from './types';

export type Loading =
  { kind: 'loading' } | { kind: 'failed'; reason: string } | { kind: 'ready'; quiz: QuizData };

export interface QuizControl {
  loading: Loading;
  reload: () => void;
  /** Grades the answers on the server. Rejects with a sentence for the reader. */
  submit: (answers: Answers) => Promise<AttemptReply>;
  /** The best attempt made with this account. */
  best: PastAttempt | null;
}

/** Talks to the learning API about one quiz. */
export function useQuiz(id: string): QuizControl {
  const { status } = useSession();
  const { ready } = useProgress(); // by then the account has taken over what was done before signing in
  const [loading, setLoading] = useState<Loading>({ kind: 'loading' });
  const [round, setRound] = useState(0);
  const [best, setBest] = useState<PastAttempt | null>(null);
  const sending = useRef<Sending | null>(null);
  const path = `/api/quizzes/${encodeURIComponent(id)}`;

  useEffect(() => {
    const leave = new AbortController();
    sending.current = null;
    load(path, leave.signal).then(
      (quiz) => !leave.signal.aborted && setLoading({ kind: 'ready', quiz }),
      (error: unknown) => !leave.signal.aborted && setLoading({ kind: 'failed', reason: sentence(error) }),
    );
    return () => leave.abort();
  }, [path, round]);

  useEffect(() => {
    if (status !== 'reader' || !ready) return undefined;
    const leave = new AbortController();
    api<PastAttempt[]>(`${path}/attempts`, { signal: leave.signal }).then(
      (attempts) => setBest(attempts.reduce<PastAttempt | null>(better, null)),
      () => undefined, // the quiz works without it
    );
    return () => {
      leave.abort();
      setBest(null);
    };
  }, [path, status, ready]);

  const submit = useCallback(
    async (answers: Answers) => {
      const attempt = nextSending(sending.current, answers, newAttemptId);
      sending.current = attempt;
      const reply = await post(path, attempt).catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 409) sending.current = null;
        throw new Error(sentence(error), { cause: error });
      });
      sending.current = null;
      if (status === 'reader')
        setBest((old) => better(old, { ...reply, createdAt: new Date().toISOString() }));
      else rememberAttempt(attempt.attempt);
      return reply;
    },
    [path, status],
  );
  const reload = useCallback(() => {
    setLoading({ kind: 'loading' });
    setRound((n) => n + 1);
  }, []);

  return { loading, reload, submit, best };
}

async function load(path: string, signal: AbortSignal): Promise<QuizData> {
  const quiz = await api<QuizData>(path, { signal });
  const math = await mathOf(quiz);
  const questions = quiz.questions.map((question) => ({
    ...question,
    prompt: math(question.prompt),
    ...(question.options && { options: question.options.map((o) => ({ ...o, text: math(o.text) })) }),
  }));
  return { ...quiz, questions };
}

async function post(path: string, attempt: Sending): Promise<AttemptReply> {
  const reply = await api<AttemptReply>(`${path}/attempts`, { method: 'POST', body: attempt });
  const math = await mathOf(reply);
  const results = reply.results.map((result) => ({
    ...result,
    feedback: math(result.feedback ?? ''),
    explanation: math(result.explanation ?? ''),
    options: (result.options ?? []).map((o) => ({ ...o, feedback: math(o.feedback) })),
  }));
  return { ...reply, results };
}

/** Typesets the formulas in HTML; without the typesetter, when it cannot be loaded, TeX stays readable as it is. */
async function mathOf(texts: unknown): Promise<(html: string) => string> {
  if (!JSON.stringify(texts).includes('$')) return (html) => html;
  try {
    const katex = await loadKatex();
    return (html) => typesetHtml(katex, html);
  } catch {
    return (html) => html;
  }
}

function better(a: PastAttempt | null, b: PastAttempt): PastAttempt {
  return a && a.score * b.max >= b.score * a.max ? a : b;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
