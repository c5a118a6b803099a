import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import {
  accountButton,
  expect,
  newPerson,
  otherBrowser,
  signIn,
  signInButton,
  register,
  test,
  visit,
  type Person,
} from './fixtures';
import { freePort, startLyceum, temporaryFolder, type Lyceum } from './server';

/** Roles beyond the usual: a librarian may look, and give the role of readers to nobody. */
test.use({
  settings: `auth:
  plugins:
    admin:
      defaultRole: user
    access:
      permissions:
        user: [list, get]
        audit: [read]
      roles:
        librarian:
          user: [list, get]
          audit: [read]
`,
});

/** Registers the first administrator and opens their pages. */
async function administer(page: Page, server: Lyceum): Promise<Person> {
  const admin = await register(page, newPerson('Anna Admin'));
  await server.operate(['user', 'set-role'], admin.email, 'admin');
  await visit(page, '/admin');
  await expect(page.getByRole('heading', { level: 2, name: 'Users' })).toBeVisible();
  return admin;
}

test('an administrator makes an account, impersonates it, bans it and removes it', async ({
  page,
  context,
  server,
  watch,
}) => {
  watch.expect(/403 .*sign-in\/email/);
  const admin = await administer(page, server);
  const ada = newPerson('Ada Byron');
  await page.getByRole('link', { name: 'Create a user' }).click();
  await page.getByLabel('Name', { exact: true }).fill(ada.name);
  await page.getByLabel('E-mail').fill(ada.email);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Create user' }).click();
  await expect(page.getByRole('heading', { level: 2, name: ada.name })).toBeVisible();

  // Impersonating shows on every page until it is stopped.
  await page.getByRole('button', { name: 'Impersonate' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Impersonate' }).click();
  const banner = page.getByRole('region', { name: 'Impersonation' });
  await expect(banner).toContainText(ada.name);
  await visit(page, '/contents');
  await expect(banner).toBeVisible();
  await page.evaluate(() => window.scrollTo(0, 1000));
  await expect(banner).toBeInViewport();
  await banner.getByRole('button', { name: 'Stop impersonating' }).click();
  await expect(banner).toBeHidden();
  await expect(page.getByRole('heading', { level: 2, name: ada.name })).toBeVisible();

  // A ban ends the sessions and is told at the next try.
  const other = await otherBrowser(context, watch);
  const guest = await other.newPage();
  await visit(guest, '/');
  await signIn(guest, ada);
  await expect(accountButton(guest, ada)).toBeVisible();
  await page.reload();
  const sessions = page.getByRole('region', { name: 'Where they are signed in' });
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await page.getByRole('button', { name: 'Ban' }).click();
  await dialog.getByLabel('Reason').fill('Rude words');
  await dialog.getByLabel('How long').selectOption('One week');
  await dialog.getByRole('button', { name: 'Ban' }).click();
  await expect(page.getByText('Rude words')).toBeVisible();
  await expect(sessions).toContainText('Nowhere.');
  const notice = (await page.getByText(`${ada.name} is banned.`).boundingBox())!;
  const below = (await page.getByRole('button', { name: 'Lift the ban' }).boundingBox())!;
  expect(below.y - notice.y - notice.height, 'between the notice and the buttons').toBeGreaterThan(4);
  await guest.reload();
  await expect(signInButton(guest)).toBeVisible();
  await signIn(guest, ada);
  await expect(guest.getByRole('dialog').getByRole('alert')).toContainText('banned');
  await other.close();

  await visit(page, '/admin?filter=banned');
  await expect(page.getByRole('row', { name: new RegExp(ada.email) })).toContainText('Banned');
  await page.getByRole('link', { name: ada.name }).click();
  await page.getByRole('button', { name: 'Lift the ban' }).click();
  await dialog.getByRole('button', { name: 'Lift the ban' }).click();
  await expect(page.getByText(`${ada.name} may sign in again.`)).toBeVisible();

  await page.getByRole('button', { name: 'Set password' }).click();
  await dialog.getByLabel('New password', { exact: true }).fill('another engine 1844');
  await dialog.getByRole('button', { name: 'Set password' }).click();
  await expect(page.getByText('The password is set.')).toBeVisible();

  await page.getByRole('button', { name: 'Change role' }).click();
  await expect(dialog.getByLabel('Librarian')).toBeEnabled();
  await dialog.getByLabel('Admin').check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('User, Admin')).toBeVisible();
  await page.getByRole('button', { name: 'Remove' }).click();
  await dialog.getByLabel(/^Type/).fill(ada.email);
  await dialog.getByRole('button', { name: 'Remove for good' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Users' })).toBeVisible();
  await page.getByLabel('Search for').fill(ada.email);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByText('Nobody is found.')).toBeVisible();

  // The audit log, by whom and about what, and as a file.
  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByRole('row', { name: /remove user/ }).first()).toContainText('Done');
  await page.getByLabel('Who', { exact: true }).fill(admin.email);
  await page.getByLabel('What').fill('ban-user');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('One record.')).toBeVisible();
  await expect(page).toHaveURL(/[?&]actor=\w+&action=ban-user/);
  await expect(page.getByRole('row', { name: /ban user/ })).toContainText(admin.name);
  await page.getByText('Details').click();
  await expect(page.getByRole('row', { name: /ban user/ })).toContainText(/expires\s*[A-Z][a-z]{2} \d/);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8'))
    .trim()
    .split('\r\n')
    .join('\n')
    .split('\n');
  expect(lines[0]).toMatch(/^createdAt,action,/);
  expect(lines.filter((line) => line.includes('ban-user'))).toHaveLength(1);
  await page.getByLabel('To whom').fill('nobody@example.com');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page.getByText('Nobody has this address.')).toBeVisible();
  await expect(page.getByLabel('To whom')).toBeFocused();
});

test('what is shown is what the role allows, as the settings declare it', async ({ page, server }) => {
  const person = await register(page, newPerson('Lia Librarian'));
  await server.operate(['user', 'set-role'], person.email, 'librarian');
  await visit(page, '/admin');
  await expect(page.getByRole('link', { name: 'Audit log' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Create a user' })).toBeHidden();
  await page.getByLabel('Show').selectOption('Role: Librarian');
  await expect(page.getByRole('row', { name: new RegExp(person.email) })).toContainText('Librarian');
  await page.getByRole('link', { name: person.name }).click();
  await expect(page.getByRole('heading', { level: 2, name: person.name })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Change role' })).toBeHidden();
  await expect(page.getByText('Where they are signed in')).toBeHidden();
});

test('others see nothing of it', async ({ page }) => {
  const person = await register(page);
  await visit(page, '/');
  await accountButton(page, person).click();
  await expect(page.getByRole('link', { name: 'Administration' })).toBeHidden();
  await visit(page, '/admin');
  await expect(page.getByText('This page is for administrators only.')).toBeVisible();
});

test('an administrator by id, whatever the role, finds the way there in the menu', async ({
  browser,
  watch,
}) => {
  const data = await temporaryFolder();
  const person = newPerson('Ida Named');
  const port = await freePort();
  // Who it is has to be known before the server starts.
  const { id } = await before(port, data.path, person);
  await writeFile(
    path.join(data.path, 'lyceum.yaml'),
    `auth:\n  plugins:\n    admin:\n      adminUserIds: ['${id}']\n`,
  );
  const server = await startLyceum([], { port, data: data.path });
  const context = await browser.newContext({ baseURL: server.url });
  context.on('page', (page) => watch.follow(page));
  try {
    const page = await context.newPage();
    await visit(page, '/');
    await signIn(page, person);
    await accountButton(page, person).click();
    await page.getByRole('link', { name: 'Administration' }).click();
    await expect(page.getByRole('row', { name: new RegExp(person.email) })).toContainText('User');
  } finally {
    await context.close();
    await server.stop();
    await data.remove();
  }
});

/** An account on a server that is stopped again. */
async function before(port: number, data: string, person: Person): Promise<{ id: string }> {
  const server = await startLyceum([], { port, data });
  const reply = await fetch(`${server.url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: server.url },
    body: JSON.stringify(person),
  });
  await server.stop();
  return ((await reply.json()) as { user: { id: string } }).user;
}
