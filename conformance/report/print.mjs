import { failed } from '../compare/allowed.mjs';

const shownDifferences = 12;

/**
 * One line for a scenario that agrees or is not expected to, a readable account for one that should.
 * @param {import('../compare/judge.mjs').Verdict} verdict
 * @param {import('../compare/pending.mjs').Pending} [pending]
 * @returns {string}
 */
export function printVerdict(verdict, pending) {
  const { scenario, side, steps, broken } = verdict;
  const mark = !failed(verdict) ? 'ok   ' : pending ? 'later' : 'FAIL ';
  const head = `${mark} ${scenario.id} · ${side} · ${steps.length} steps`;
  if (!failed(verdict)) return head;
  if (pending) return `${head} · ${pending.reason}`;
  const lines = [head, `     ${scenario.title}`];
  for (const what of broken) lines.push(`     ${what}`);
  const findings = steps.flatMap((step) => step.findings).filter((finding) => !finding.allowed);
  let step = '';
  for (const finding of findings.slice(0, shownDifferences)) {
    if (finding.step !== step) lines.push(`     step "${(step = finding.step)}"`);
    lines.push(
      `       ${finding.path}`,
      `         reference  ${finding.left}`,
      `         ${side}  ${finding.right}`,
    );
  }
  const more = findings.length - shownDifferences;
  if (more > 0) lines.push(`       … and ${more} more differences`);
  return lines.join('\n');
}

/**
 * What was compared, as the reference shows it.
 * @param {import('../compare/judge.mjs').Verdict} verdict
 */
export const printViews = ({ shown }) =>
  JSON.stringify(shown, (_, item) => (typeof item?.equals === 'function' ? String(item) : item), 2);
