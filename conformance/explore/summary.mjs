/**
 * The differences of one endpoint, put together by what they have in common.
 * @param {import('../compare/judge.mjs').Verdict} verdict
 * @param {boolean} all also where the reference fails by itself (500)
 */
export function summarise({ scenario, steps, broken, shown }, all) {
  /** @type {Map<string, string[]>} what differs → the steps where it does */
  const kinds = new Map();
  steps.forEach(({ does, findings }, index) => {
    const left = findings.filter(({ allowed }) => !allowed);
    if (left.length === 0 || (!all && shown[index]?.exchanges?.[0]?.status === 500)) return;
    const what = left.slice(0, shownFindings).map(describe).join('\n');
    kinds.set(what, [...(kinds.get(what) ?? []), does]);
  });
  const differing = [...kinds].flatMap(([what, who]) => [`  ${who.join(' | ')}`, what]);
  // What a step of the reference should have done does not matter here.
  const lines = [...broken.filter((what) => !what.startsWith('the reference did not')), ...differing];
  const head = lines.length > 0 ? [`== ${scenario.id} (${scenario.title})`] : [];
  const count = [...kinds.values()].reduce((sum, who) => sum + who.length, 0);
  return { lines: [...head, ...lines], count, steps: steps.length };
}

const shownFindings = Number(process.env.EXPLORE_SHOWN ?? 4);

/** @param {import('../compare/judge.mjs').Finding} finding */
const describe = ({ path, left, right }) =>
  `    ${path.replace('exchanges[0].', '')}\n      reference  ${left}\n      lyceum     ${right}`;
