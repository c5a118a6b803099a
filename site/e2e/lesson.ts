import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** The lesson that the tests work through, read from its sources, so that its author may change it freely. */
export const lesson = {
  path: '/book/embodiment/what-is-physical-ai/the-sense-act-loop',
  quiz: 'the-sense-act-loop',
};

const site = path.resolve(__dirname, '..');
const source = 'docs/01-embodiment/01-what-is-physical-ai/01-the-sense-act-loop.mdx';

/** The book's code of a runnable cell. */
export function cellCode(id: string): string {
  const text = readFileSync(path.join(site, source), 'utf8');
  const found = new RegExp(`\`\`\`python run id=${id}\\b[^\\n]*\\n([\\s\\S]*?)\\n\`\`\``).exec(text);
  if (!found) throw new Error(`${source} has no cell ${id}`);
  return found[1]!;
}

export interface KeyQuestion {
  id: string;
  type: 'single' | 'multiple' | 'numeric';
  options?: { id: string; right?: boolean; feedback: string }[];
  answer?: number;
}

/** The quiz with its answers, as only the server knows it. */
export function quizKey(): { questions: KeyQuestion[]; text: string } {
  const text = readFileSync(path.join(site, 'quizzes', `${lesson.quiz}.yaml`), 'utf8');
  return { ...(parse(text) as { questions: KeyQuestion[] }), text };
}
