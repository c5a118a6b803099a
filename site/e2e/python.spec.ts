import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, test, visit } from './fixtures';
import { cellCode, lesson } from './lesson';

/** Python itself must be loaded on each fresh page. */
const loading = { timeout: 90_000 };
test.setTimeout(240_000);

function cellOf(page: Page, id: string): Locator {
  return page.locator(`[data-cell="${id}"]`);
}

/** Replaces the code of a cell. Inserted at once, because the editor indents what is typed. */
async function write(page: Page, cell: Locator, code: string): Promise<void> {
  const edit = cell.getByRole('button', { name: 'Edit' });
  if (await edit.isVisible()) await edit.click();
  await cell.getByRole('textbox').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
}

const run = (cell: Locator) => cell.getByRole('button', { name: /^Run/ }).click();
const status = (cell: Locator) => cell.getByRole('status');
const output = (cell: Locator) => cell.getByRole('log', { name: 'Output' });

test('a cell runs, prints and draws', async ({ page }) => {
  await visit(page, lesson.path);
  const cell = cellOf(page, 'stick-and-delay');
  await run(cell);
  await expect(status(cell)).toHaveText('Done.', loading);
  await expect(output(cell)).toContainText('delay');
  const plot = output(cell).locator('svg[role="img"]');
  await expect(plot).toBeVisible();
  expect(await plot.locator('path').count()).toBeGreaterThan(3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await expectAccessible(page, '[data-cell="stick-and-delay"]');
});

test('an endless loop can be stopped, and Python goes on afterwards', async ({ page }) => {
  await visit(page, lesson.path);
  const cell = cellOf(page, 'stick-and-delay');
  await write(page, cell, 'print("begun")\nwhile True:\n    pass');
  await page.keyboard.press('Control+Enter');
  await expect(output(cell)).toHaveText('begun', loading);
  await expect(status(cell)).toHaveText('Running…');
  await cell.getByRole('button', { name: 'Stop' }).click();
  await expect(status(cell)).toHaveText('Stopped.');
  await expect(output(cell)).toHaveText('begun');

  await write(page, cell, 'print(6 * 7)');
  await run(cell);
  await expect(output(cell)).toHaveText('42', loading);
});

test('an error shows its line, an endless output is cut, and input() says why not', async ({ page }) => {
  await visit(page, lesson.path);
  const cell = cellOf(page, 'stick-and-delay');
  await write(page, cell, 'def half(x):\n    return x / 0\n\nprint("before")\nhalf(3)');
  await run(cell);
  await expect(status(cell)).toHaveText('Error in line 2.', loading);
  await expect(output(cell)).toContainText('before');
  await expect(output(cell)).toContainText('File "your code", line 5, in <module>');
  await expect(output(cell)).toContainText('ZeroDivisionError');
  await expect(output(cell)).not.toContainText('cell.py');
  await expect(cell.locator('.ly-cell-faulty')).toHaveText(/return x \/ 0/);
  await expectAccessible(page, '[data-cell="stick-and-delay"]');

  await cell.getByRole('button', { name: 'Go to line 2' }).click();
  await page.keyboard.insertText('# ');
  await expect(cell.getByRole('textbox')).toContainText('#     return x / 0');

  await write(page, cell, 'while True:\n    print("x" * 50)');
  await run(cell);
  await expect(status(cell)).toContainText('too much output');
  expect((await output(cell).innerText()).length).toBeLessThan(21_000);

  await write(page, cell, 'name = input("Your name? ")');
  await run(cell);
  await expect(output(cell)).toContainText('input() cannot ask here');
});

test('an exercise says what is missing, then that it is solved', async ({ page }) => {
  await visit(page, lesson.path);
  const cell = cellOf(page, 'braitenberg-vehicle');
  await run(cell);
  await expect(output(cell)).toContainText('Not yet.', loading);

  const solution = cellCode('braitenberg-vehicle').replace(
    /return (.*) left_eye, (.*) right_eye/,
    'return $1 right_eye, $2 left_eye',
  );
  await write(page, cell, solution);
  await run(cell);
  await expect(output(cell)).toContainText('Solved.', loading);
  await expectAccessible(page, '[data-cell="braitenberg-vehicle"]');
});

test('what is written stays, until it is reset', async ({ page }) => {
  await visit(page, lesson.path);
  const cell = cellOf(page, 'stick-and-delay');
  await write(page, cell, 'mine = 1');
  await page.reload();
  await expect(cell.getByRole('textbox')).toHaveText('mine = 1');
  await cell.getByRole('button', { name: 'Reset' }).click();
  await expect(cell.getByRole('textbox')).toContainText('import math');
  await page.reload();
  await expect(cell.getByRole('textbox')).toHaveCount(0);
  await expect(cell).toContainText('import math');
});

test('the keyboard can leave the editor', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no Tab key');
  await visit(page, lesson.path);
  const cell = cellOf(page, 'stick-and-delay');
  await cell.getByRole('button', { name: 'Edit' }).press('Enter');
  await expect(cell.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(cell.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(cell.getByRole('button', { name: 'Run' })).toBeFocused();
});

test('the code can be read without JavaScript, and checks are not shown', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.url });
  const page = await context.newPage();
  await page.goto(lesson.path);
  const cell = cellOf(page, 'braitenberg-vehicle');
  await expect(cell).toContainText('def wheels(left_eye, right_eye):');
  await expect(cell.locator('noscript')).toHaveCount(1);
  await expect(cell.getByRole('button', { name: 'Run and check' })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.locator('article')).not.toContainText('assert');
  await context.close();
});
