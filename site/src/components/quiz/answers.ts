import type { Question } from './types';

/** What stands in the form: chosen options, or the text of a number as it was typed. */
export type Draft = Record<string, string | string[]>;

/** The body's answers, as the server takes them. */
export type Answers = Record<string, string | string[] | number>;

/** In 1,250 the comma may be a decimal one or not. */
const ambiguous = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** A number as people write it: with a point or a comma, a true minus sign, or an exponent. Null for anything else. */
export function parseNumber(text: string): number | null {
  if (ambiguous.test(text.trim())) return null;
  const plain = text.trim().replace('−', '-').replace(',', '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** What is missing in the answer to a question, one sentence; null when it can be sent. */
export function missing(question: Question, draft: Draft): string | null {
  const answer = draft[question.id];
  if (question.type === 'numeric') {
    if (typeof answer !== 'string' || answer.trim() === '') return 'Enter a number.';
    return parseNumber(answer) === null ? 'This is not a number. Write it like 0.25 or 2.5e-3.' : null;
  }
  if (answer === undefined || answer.length === 0) {
    return question.type === 'single' ? 'Choose one answer.' : 'Choose at least one answer.';
  }
  return null;
}

/** The answers to send; call it only when nothing is missing. */
export function answersOf(questions: Question[], draft: Draft): Answers {
  const entries = questions.map(({ id, type }) => {
    const answer = draft[id] ?? '';
    return [id, type === 'numeric' ? parseNumber(String(answer))! : answer] as const;
  });
  return Object.fromEntries(entries);
}

/** The draft after an option was ticked or cleared; options stay in the question's order. */
export function withOption(question: Question, draft: Draft, option: string, on: boolean): Draft {
  if (question.type === 'single') return { ...draft, [question.id]: option };
  const before = draft[question.id] ?? [];
  const chosen = new Set(typeof before === 'string' ? [before] : before);
  if (on) chosen.add(option);
  else chosen.delete(option);
  const order = question.options ?? [];
  return { ...draft, [question.id]: order.map(({ id }) => id).filter((id) => chosen.has(id)) };
}

/** An attempt that was or will be sent. */
export interface Sending {
  attempt: string;
  answers: Answers;
}

/**
 * Sending the same answers again after a lost reply repeats the attempt under its id, so that the server counts it
 * once; other answers are a new attempt.
 */
export function nextSending(last: Sending | null, answers: Answers, newId: () => string): Sending {
  if (last && JSON.stringify(last.answers) === JSON.stringify(answers)) return last;
  return { attempt: newId(), answers };
}

/** A random UUID; pages that were not loaded securely lack the browser's own function for it. */
export function newAttemptId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
