import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { answersOf, missing, type Draft } from './answers';
import Question from './Question';
import type { AttemptReply, PastAttempt, QuizData } from './types';
import { useQuiz, type QuizControl } from './useQuiz';
import './quiz.css';

export interface QuizProps {
  id: string;
}

/** The quiz of a lesson; the server grades it. */
export default function Quiz({ id }: QuizProps): ReactNode {
  const control = useQuiz(id);
  const { loading } = control;
  return (
    <section className="ly-quiz" aria-label="Quiz" data-quiz={id}>
      <h2 className="ly-quiz-heading">Quiz{loading.kind === 'ready' && `: ${loading.quiz.title}`}</h2>
      <noscript>
        <p>The quiz needs JavaScript.</p>
      </noscript>
      {loading.kind === 'loading' && <p className="ly-hint">Loading the questions…</p>}
      {loading.kind === 'failed' && (
        <div role="alert" className="ly-notice ly-notice--bad">
          <p>The quiz could not be loaded. {loading.reason}</p>
          <button type="button" className="ly-button ly-button--quiet" onClick={control.reload}>
            Try again
          </button>
        </div>
      )}
      {loading.kind === 'ready' && <Form quiz={loading.quiz} control={control} />}
    </section>
  );
}

type Phase =
  | { kind: 'answering'; tried: boolean; refusal: string | null }
  | { kind: 'sending' }
  | { kind: 'graded'; reply: AttemptReply };

const fresh: Phase = { kind: 'answering', tried: false, refusal: null };

function Form({ quiz, control }: { quiz: QuizData; control: QuizControl }): ReactNode {
  const [draft, setDraft] = useState<Draft>({});
  const [phase, setPhase] = useState<Phase>(fresh);
  const form = useRef<HTMLFormElement>(null);
  const { questions } = quiz;
  const graded = phase.kind === 'graded' ? phase.reply : null;
  const tried = phase.kind === 'answering' && phase.tried;

  const focusOn = (question: string | undefined) => {
    const field = form.current?.querySelector<HTMLElement>(
      `[data-question="${CSS.escape(question ?? '')}"] input`,
    );
    field?.focus();
  };

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (phase.kind === 'graded') {
      setDraft({});
      setPhase(fresh);
      requestAnimationFrame(() => focusOn(questions[0]?.id)); // once the fields are enabled again
      return;
    }
    if (phase.kind === 'sending') return;
    const gap = questions.find((question) => missing(question, draft) !== null);
    if (gap) {
      setPhase({ kind: 'answering', tried: true, refusal: null });
      focusOn(gap.id);
      return;
    }
    setPhase({ kind: 'sending' });
    try {
      setPhase({ kind: 'graded', reply: await control.submit(answersOf(questions, draft)) });
    } catch (error) {
      setPhase({ kind: 'answering', tried: false, refusal: (error as Error).message });
    }
  };

  const problems = tried ? questions.filter((q) => missing(q, draft) !== null).length : 0;
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <p className="ly-hint">
        {questions.length} questions; {percent(quiz.passMark)} passes.{' '}
        {control.best && <Best attempt={control.best} />}
      </p>
      {questions.map((question, i) => (
        <Question
          key={question.id}
          question={question}
          place={{ number: i + 1, of: questions.length }}
          draft={draft}
          onDraft={setDraft}
          problem={tried ? missing(question, draft) : null}
          result={graded?.results.find(({ id }) => id === question.id) ?? null}
          disabled={phase.kind !== 'answering'}
        />
      ))}
      <div role="status" className="ly-quiz-status">
        {phase.kind === 'sending' && <p>Checking your answers…</p>}
        {problems > 0 && (
          <p className="ly-notice ly-notice--bad">
            {problems === 1 ? 'One question is' : `${problems} questions are`} not answered yet.
          </p>
        )}
        {phase.kind === 'answering' && phase.refusal && (
          <p className="ly-notice ly-notice--bad">
            Your answers could not be checked, and are still here. {phase.refusal}
          </p>
        )}
        {graded && <Score reply={graded} passMark={quiz.passMark} />}
      </div>
      <button type="submit" className="ly-button" aria-disabled={phase.kind === 'sending'}>
        {graded ? 'Try again' : 'Check answers'}
      </button>
    </form>
  );
}

function Score({ reply, passMark }: { reply: AttemptReply; passMark: number }): ReactNode {
  const { score, max, passed } = reply;
  return (
    <div className={`ly-notice ${passed ? 'ly-notice--good' : 'ly-notice--bad'}`}>
      <p>
        <strong>{passed ? '✓ Passed.' : '✗ Not passed yet.'}</strong> {score} of {max} right (
        {percent(score / max)}).
        {!passed && ` ${percent(passMark)} is needed; read the explanations above, then try again.`}
      </p>
    </div>
  );
}

function Best({ attempt }: { attempt: PastAttempt }): ReactNode {
  return (
    <span>
      Your best so far: {attempt.score} of {attempt.max}
      {attempt.passed ? ', passed.' : '.'}
    </span>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
