import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { accountButton, expect, expectAccessible, register, test, visit } from './fixtures';

test.use({ settings: 'auth:\n  user:\n    deleteUser:\n      enabled: true\n' });

/** A file to choose: a picture of one colour, larger than what is kept of it. */
async function drawn(page: Page, colour: string) {
  const content = await page.evaluate((colour) => {
    const canvas = document.createElement('canvas');
    canvas.width = 600;
    canvas.height = 400;
    const context = canvas.getContext('2d')!;
    context.fillStyle = colour;
    context.fillRect(0, 0, 600, 400);
    return canvas.toDataURL('image/png').split(',')[1]!;
  }, colour);
  return { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(content, 'base64') };
}

/** Chooses a picture and waits until it is seen: it is painted anew first. */
async function choose(file: Locator, shown: Locator, colour: string): Promise<void> {
  await file.setInputFiles(await drawn(file.page(), colour));
  await expect(shown).toHaveAttribute('src', /^blob:/);
}

/** The address that a picture is shown from. */
async function addressOf(picture: Locator): Promise<string> {
  await expect(picture).toHaveAttribute('src', /\/api\/auth\/picture\/[\w-]{43}$/);
  return (await picture.getAttribute('src'))!;
}

test('a picture is chosen, kept, replaced, downloaded, and gone with the account', async ({
  page,
  request,
}) => {
  const person = await register(page);
  await visit(page, '/profile');
  const about = page.getByRole('region', { name: 'About you' });
  const shown = about.locator('.ly-avatar img');
  const file = about.getByLabel('Picture', { exact: true });

  await file.setInputFiles({ ...(await drawn(page, '#0a7')), name: 'a.svg', mimeType: 'image/svg+xml' });
  await expect(about.getByRole('alert').filter({ hasText: 'Choose a JPEG' })).toBeVisible();
  await expect(file).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'main');

  // Seen at once, kept when it is saved, with the keyboard alone.
  await file.setInputFiles(await drawn(page, '#0a7'));
  await expect(about.getByRole('status').filter({ hasText: 'Save to keep it' })).toBeVisible();
  await expect(shown).toHaveAttribute('src', /^blob:/);
  await expect(accountButton(page, person).locator('img')).toHaveCount(0);
  await about.getByLabel('Name', { exact: true }).press('Enter');
  await expect(about.getByText('Saved.')).toBeVisible();
  const first = await addressOf(accountButton(page, person).locator('img'));
  await expect(accountButton(page, person).locator('img')).toHaveJSProperty('naturalWidth', 256);
  expect((await request.get(first)).headers()).toMatchObject({
    'content-type': 'image/jpeg',
    'cache-control': 'public, max-age=31536000, immutable',
  });

  await choose(file, shown, '#a07');
  await about.getByRole('button', { name: 'Save' }).click();
  const picture = accountButton(page, person).locator('img');
  await expect(picture).not.toHaveAttribute('src', first);
  const second = await addressOf(picture);
  expect((await request.get(first)).status()).toBe(404);

  const yours = page.getByRole('region', { name: 'Your data' });
  const download = page.waitForEvent('download');
  await yours.getByRole('button', { name: 'Download your data' }).click();
  const data = JSON.parse(await readFile(await (await download).path(), 'utf8')) as { picture: string };
  expect(data.picture).toMatch(/^data:image\/jpeg;base64,.{100,}$/);

  // Removed with the keyboard: the focus stays near.
  const remove = about.getByRole('button', { name: 'Remove the picture' });
  await remove.press('Enter');
  await expect(file).toBeFocused();
  await expect(shown).toHaveCount(0);
  await about.getByRole('button', { name: 'Save' }).click();
  await expect(picture).toHaveCount(0);
  await page.reload();
  await expect(accountButton(page, person)).toBeVisible();
  await expect(picture).toHaveCount(0);
  expect((await request.get(second)).status()).toBe(404);

  await choose(file, shown, '#07a');
  await about.getByRole('button', { name: 'Save' }).click();
  const third = await addressOf(picture);
  await yours.getByRole('button', { name: 'Delete your account…' }).click();
  await yours.getByLabel('Your password', { exact: true }).fill(person.password);
  await yours.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('Your account is deleted')).toBeVisible();
  expect((await request.get(third)).status()).toBe(404);
});

test('what the service refuses is said at the field', async ({ page, watch }) => {
  watch.expect(/4\d\d .*picture\/upload/);
  await register(page);
  await visit(page, '/profile');
  const about = page.getByRole('region', { name: 'About you' });
  const refuse = (status: number, code: string) =>
    page.route('**/picture/upload', (route) =>
      route.fulfill({ status, json: { code, message: 'No' }, headers: { 'X-Retry-After': '9' } }),
    );
  const shown = about.locator('.ly-avatar img');
  await choose(about.getByLabel('Picture', { exact: true }), shown, '#0a7');
  for (const [status, code, said] of [
    [413, 'PICTURE_TOO_LARGE', 'This picture has too many pixels.'],
    [429, '', 'Too many tries. Try again in 9 seconds.'],
  ] as const) {
    await refuse(status, code);
    await about.getByRole('button', { name: 'Save' }).click();
    await expect(about.getByText(said)).toBeVisible();
  }
  await page.unroute('**/picture/upload');
  await about.getByRole('button', { name: 'Save' }).click();
  await expect(about.getByText('Saved.')).toBeVisible();
});

test('an organization has a logo from a file', async ({ page }) => {
  await register(page);
  await visit(page, '/organizations');
  await page.getByLabel('Name', { exact: true }).fill('Robot Club');
  const logo = page.locator('main .ly-avatar img');
  await choose(page.getByLabel('Logo', { exact: true }), logo, '#07a');
  await expect(page.getByText('This short name is free.')).toBeVisible();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Robot Club' })).toBeVisible();
  const first = await addressOf(logo);
  await page
    .getByRole('navigation', { name: /^Sections/ })
    .getByRole('link', { name: 'Settings' })
    .click();
  const panel = page.getByRole('region', { name: 'Name and logo' });
  await choose(panel.getByLabel('Logo', { exact: true }), panel.locator('.ly-avatar img'), '#0a7');
  await expectAccessible(page, 'main');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(logo.first()).not.toHaveAttribute('src', first);
  await addressOf(logo.first());
  await panel.getByRole('button', { name: 'Remove the logo' }).click();
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(logo).toHaveCount(0);
});
