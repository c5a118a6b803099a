import type { Page } from '@playwright/test';
import {
  accountButton,
  expect,
  expectAccessible,
  newPerson,
  signIn,
  signOut,
  signUp,
  register,
  test,
  visit,
} from './fixtures';

const lesson = '/book/embodiment/what-is-physical-ai/the-sense-act-loop';

function completeButton(page: Page) {
  return page.getByRole('region', { name: 'Finish this lesson' }).getByRole('button', { name: /completed/i });
}

/** Scrolls a section to the top and waits until the page has noted it. */
async function readTo(page: Page, heading: string, noted: () => Promise<unknown>): Promise<void> {
  await page.locator(`#${heading}`).evaluate((element) => element.scrollIntoView());
  await noted();
}

async function secondSection(page: Page): Promise<string> {
  return (await page.locator('article .markdown h2[id]').nth(1).getAttribute('id'))!;
}

for (const path of [
  '/',
  '/contents',
  '/book',
  '/book/embodiment',
  lesson,
  '/login',
  '/magic-link?error=INVALID_TOKEN',
]) {
  test(`${path} is accessible, light and dark, and fits the window`, async ({ page }) => {
    await visit(page, path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expectAccessible(page);
  });
}

test('an unknown page says so', async ({ page, watch }) => {
  watch.expect(/404 \(Not Found\).*nowhere/);
  const reply = await page.goto('/book/nowhere');
  expect(reply?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'contents' }).click();
  await expect(page.getByRole('heading', { name: 'Contents' })).toBeVisible();
});

test('the contents list what is planned without linking to it', async ({ page }) => {
  await visit(page, '/contents');
  const planned = page.getByRole('listitem').filter({ hasText: 'planned' });
  expect(await planned.count()).toBeGreaterThan(10);
  await expect(planned.getByRole('link')).toHaveCount(0);
  await page.getByRole('link', { name: 'The sense–act loop' }).click();
  await expect(page).toHaveURL(lesson);
});

test('a visitor keeps the progress in the browser and takes it into a new account', async ({
  page,
  context,
  browser,
  server,
  watch,
}) => {
  await visit(page, lesson);
  const section = await secondSection(page);
  await readTo(page, section, () =>
    page.waitForFunction((id) => localStorage.getItem('lyceum.progress')?.includes(`"${id}"`), section),
  );
  await completeButton(page).click();
  await expect(completeButton(page)).toHaveText('✓ Completed');

  await page.reload();
  await expect(completeButton(page)).toHaveText('✓ Completed');
  await expect(page.getByText('You left off at')).toBeVisible();

  const person = await signUp(page);
  await expect.poll(() => page.evaluate(() => localStorage.getItem('lyceum.progress'))).toBeNull();
  await expect(completeButton(page)).toHaveText('✓ Completed');
  await context.clearCookies();

  const elsewhere = await browser.newContext({ baseURL: server.url });
  elsewhere.on('page', (opened) => watch.follow(opened));
  const other = await elsewhere.newPage();
  await visit(other, '/contents');
  await signIn(other, person);
  await expect(accountButton(other, person)).toBeVisible();
  const done = other
    .getByRole('listitem')
    .filter({ has: other.getByRole('link', { name: 'The sense–act loop' }) });
  await expect(done.getByText('Completed:')).toBeAttached();
  await elsewhere.close();
});

test('a reader continues where he left off', async ({ page }) => {
  const person = await register(page, newPerson('Mary Shelley'));
  await visit(page, lesson);
  await expect(accountButton(page, person)).toBeVisible();
  const section = await secondSection(page);
  const noted = page.waitForResponse(
    (reply) => reply.url().endsWith('/api/progress') && (reply.request().postData() ?? '').includes(section),
  );
  await readTo(page, section, () => noted);

  await visit(page, '/');
  const card = page.getByRole('region', { name: 'Continue where you left off' });
  await card.getByRole('link', { name: 'Continue', exact: true }).click();
  await expect(page).toHaveURL(`${lesson}#${section}`);

  await completeButton(page).click();
  await expect(completeButton(page)).toHaveText('✓ Completed');
  await expect(page.getByRole('progressbar', { name: 'Lessons completed in this chapter' })).toHaveAttribute(
    'aria-valuenow',
    '1',
  );
  await completeButton(page).click();
  await expect(completeButton(page)).toHaveText('Mark as completed');

  // What a reader has done is not left to the next one at the same machine.
  await completeButton(page).click();
  await expect(completeButton(page)).toHaveText('✓ Completed');
  await signOut(page, person);
  await expect(completeButton(page)).toHaveText('Mark as completed');
});

test('progress that cannot be saved is taken back and said so', async ({ page, watch }) => {
  watch.expect(/503/);
  const person = await register(page);
  await visit(page, lesson);
  await expect(accountButton(page, person)).toBeVisible();
  await page.route('**/api/progress', async (route) => {
    if (route.request().method() !== 'PUT') return route.continue();
    const body = JSON.stringify({ code: 'UNAVAILABLE', message: 'The database is away.' });
    return route.fulfill({ status: 503, contentType: 'application/json', body });
  });
  await completeButton(page).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The database is away.' })).toBeVisible();
  await expect(completeButton(page)).toHaveText('Mark as completed');
});
