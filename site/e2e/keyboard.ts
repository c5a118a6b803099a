import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures';

/** Whatever has the focus shows it: by an outline or a shadow. */
async function expectFocusToShow(page: Page): Promise<void> {
  const unseen = await page.evaluate(() => {
    const element = document.activeElement!;
    if (element === document.body) return '';
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const seen = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
    return seen ? '' : element.outerHTML;
  });
  expect(unseen, 'has the focus and does not show it').toBe('');
}

/** Presses Tab until the element has the focus, which shows wherever it is on the way. Nothing may be in the way. */
export async function tabTo(page: Page, element: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(element).toBeVisible();
  const handle = await element.elementHandle();
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press(key);
    await expectFocusToShow(page);
    if (await page.evaluate((wanted) => document.activeElement === wanted, handle)) return;
  }
  throw new Error(`Tab does not lead to ${String(element)}`);
}

/** Goes to a button or a link and presses Enter. */
export async function press(page: Page, element: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await tabTo(page, element, key);
  await page.keyboard.press('Enter');
}

/** Types where the focus is, or in a field that Tab leads to. */
export async function type(page: Page, field: Locator, text: string): Promise<void> {
  const there = await field.evaluate((element) => element === document.activeElement);
  if (!there) await tabTo(page, field);
  await page.keyboard.type(text);
}
