import { useId, type ReactNode } from 'react';
import clsx from 'clsx';
import { withOption, type Draft } from './answers';
import Html from './Html';
import type { OptionResult, Question as QuestionData, QuestionResult } from './types';

interface QuestionProps {
  question: QuestionData;
  /** Its place, from 1, and how many there are. */
  place: { number: number; of: number };
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** What is missing, after the reader has tried to send it. */
  problem: string | null;
  /** Null while it is being answered. */
  result: QuestionResult | null;
  disabled: boolean;
}

/** One question with its answers, and after grading what is to be said about them. */
export default function Question(props: QuestionProps): ReactNode {
  const { question, place, problem, result, disabled } = props;
  const errorId = useId();
  return (
    <fieldset
      className="ly-quiz-question"
      data-question={question.id}
      disabled={disabled}
      aria-describedby={problem ? errorId : undefined}
    >
      <legend>
        <span className="ly-quiz-number">
          Question {place.number} of {place.of}
          {result && <Mark right={result.correct} />}
        </span>
        <Html html={question.prompt} className="ly-quiz-prompt" />
      </legend>
      {question.type === 'multiple' && !result && <p className="ly-hint">Choose all that apply.</p>}
      {problem && (
        <p id={errorId} className="ly-quiz-problem">
          <span aria-hidden="true">⚠ </span>
          {problem}
        </p>
      )}
      {question.type === 'numeric' ? <NumberField {...props} errorId={errorId} /> : <Options {...props} />}
      {result && <Explanation result={result} />}
    </fieldset>
  );
}

function Mark({ right }: { right: boolean }): ReactNode {
  return (
    <strong className={right ? 'ly-quiz-right' : 'ly-quiz-wrong'}>
      <span aria-hidden="true">{right ? '✓' : '✗'}</span> {right ? 'Right' : 'Not right'}
    </strong>
  );
}

type FieldProps = QuestionProps & { errorId: string };

function Options({ question, draft, onDraft, result }: QuestionProps): ReactNode {
  const name = useId();
  const chosen = draft[question.id];
  const results = new Map(result?.options?.map((o) => [o.id, o]));
  return (
    <ul className="ly-quiz-options">
      {question.options?.map((option) => {
        const graded = results.get(option.id);
        return (
          <li key={option.id} className={clsx(graded && outcome(graded, question.type).className)}>
            <label>
              <input
                type={question.type === 'single' ? 'radio' : 'checkbox'}
                name={name}
                value={option.id}
                checked={Array.isArray(chosen) ? chosen.includes(option.id) : chosen === option.id}
                aria-describedby={
                  graded && outcome(graded, question.type).label ? `${name}-${option.id}` : undefined
                }
                onChange={(event) => onDraft(withOption(question, draft, option.id, event.target.checked))}
              />
              <Html as="span" html={option.text} />
            </label>
            {graded && <OptionFeedback result={graded} type={question.type} id={`${name}-${option.id}`} />}
          </li>
        );
      })}
    </ul>
  );
}

/** How an option came out; the label says it, the colour only supports it. */
function outcome(
  { chosen, right }: OptionResult,
  type: QuestionData['type'],
): { label: string; className: string } {
  if (chosen) {
    return right
      ? { label: '✓ Your choice is right.', className: 'ly-quiz-good' }
      : { label: '✗ Your choice is not right.', className: 'ly-quiz-bad' };
  }
  if (!right) return { label: '', className: '' };
  const label = type === 'single' ? '→ This is the right answer.' : '→ This one is right, too.';
  return { label, className: 'ly-quiz-missed' };
}

interface OptionFeedbackProps {
  result: OptionResult;
  type: QuestionData['type'];
  id: string;
}

function OptionFeedback({ result, type, id }: OptionFeedbackProps): ReactNode {
  const { label } = outcome(result, type);
  if (!label) return null;
  return (
    <div id={id} className="ly-quiz-feedback">
      <strong>{label}</strong> <Html as="span" html={result.feedback} />
    </div>
  );
}

function NumberField({ question, draft, onDraft, problem, result, errorId }: FieldProps): ReactNode {
  const id = useId();
  const value = draft[question.id];
  return (
    <div className={clsx('ly-quiz-numeric', result && (result.correct ? 'ly-quiz-good' : 'ly-quiz-bad'))}>
      <label htmlFor={id}>Your answer</label>
      {/* A text field: browsers' number fields refuse decimal commas and change when scrolled. */}
      <input
        id={id}
        className="ly-input"
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={typeof value === 'string' ? value : ''}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? errorId : question.unit ? `${id}-unit` : undefined}
        onChange={(event) => onDraft({ ...draft, [question.id]: event.target.value })}
      />
      {question.unit && <span id={`${id}-unit`}>{question.unit}</span>}
    </div>
  );
}

function Explanation({ result }: { result: QuestionResult }): ReactNode {
  if (!result.feedback && !result.explanation) return null;
  return (
    <div className={clsx('ly-notice', result.correct && 'ly-notice--good')}>
      {result.feedback && <Html html={result.feedback} />}
      {result.explanation && <Html html={result.explanation} />}
    </div>
  );
}
