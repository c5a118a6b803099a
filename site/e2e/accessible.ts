import type { Page } from '@playwright/test';
import axe, { type Result, type RunOptions } from 'axe-core';
import { expect } from '@playwright/test';

declare global {
  interface Window {
    axe?: typeof axe;
  }
}

/**
 * Nothing that axe calls serious or critical, in the whole page or in one part of it.
 *
 * The pages have no frames, so axe is put into the page itself, once for each document; as its own runner does it, one
 * look takes ten times as long.
 *
 * @param part a selector
 * @param rules `all` for what axe calls moderate or minor, too; `colours` for those rules alone that depend on the theme
 */
export async function expectAccessible(
  page: Page,
  part = 'html',
  rules: 'grave' | 'all' | 'colours' = 'grave',
): Promise<void> {
  if (await page.evaluate(() => !window.axe)) await page.evaluate(axe.source);
  // The drawn form of formulas is hidden from assistive technology and made of thousands of boxes: it would take minutes.
  const context = { include: [part], exclude: ['.katex-html'] };
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(rules === 'colours' && { runOnly: { type: 'tag', values: ['cat.color'] } }),
  };
  const violations = await page.evaluate(
    async ([where, how]) => {
      // Colours are on their way while there are transitions, and one that is inherited begins when its parent's has ended.
      for (let running = document.getAnimations(); running.length > 0; running = document.getAnimations())
        await Promise.all(running.map(({ finished }) => finished.catch(() => undefined)));
      return (await window.axe!.run(where, how)).violations;
    },
    [context, options] as const,
  );
  const counted = violations.filter(
    ({ impact }) => rules !== 'grave' || impact === 'serious' || impact === 'critical',
  );
  expect(counted.map(inWords)).toEqual([]);
}

function inWords({ id, help, impact, nodes }: Result): string {
  const where = nodes.map(({ html, failureSummary }) => `  ${html}\n  ${failureSummary ?? ''}`);
  return `${id} (${impact ?? 'unknown'}): ${help}\n${where.join('\n')}`;
}
