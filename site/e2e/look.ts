import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible } from './fixtures';

const sizes = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** Folder for a picture of everything that is looked at; empty for none. */
const pictures = process.env.LYCEUM_PICTURES ?? '';

/**
 * What is open now, on a desktop and on a phone, light and dark: nothing that axe objects to, and nothing wider than
 * the window. With a dialog open, the dialog.
 */
export async function look(page: Page, name: string): Promise<void> {
  const dialog = (await page.locator('dialog[open]').count()) > 0;
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(excess, `${name} on a ${size} is wider than the window`).toBeLessThanOrEqual(0);
    for (const [theme, rules] of [
      ['light', 'all'],
      ['dark', 'colours'],
    ] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expectAccessible(page, dialog ? 'dialog[open]' : undefined, rules);
      await picture(page, `${name}-${size}-${theme}`, !dialog);
    }
  }
  await page.setViewportSize(sizes.desktop);
}

async function picture(page: Page, name: string, fullPage: boolean): Promise<void> {
  if (!pictures) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: path.join(pictures, `${name}.png`), fullPage });
}
