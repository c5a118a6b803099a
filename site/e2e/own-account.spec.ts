import { readFile } from 'node:fs/promises';
import {
  accountButton,
  expect,
  mailed,
  newPerson,
  register,
  signIn,
  signInButton,
  signOut,
  signUp,
  test,
  visit,
} from './fixtures';

test.use({
  settings: `auth:
  user:
    changeEmail:
      enabled: true
    deleteUser:
      enabled: true
  plugins:
    multiSession: {}
`,
});

test('several accounts in one browser: added, changed between, left one by one', async ({ page }) => {
  await visit(page, '/');
  const ada = await signUp(page);
  await accountButton(page, ada).click();
  await page.getByRole('button', { name: 'Add another account' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create an account' }).click();
  const grace = newPerson('Grace Hopper');
  await dialog.getByLabel('Name').fill(grace.name);
  await dialog.getByLabel('E-mail').fill(grace.email);
  await dialog.getByLabel('Password', { exact: true }).fill(grace.password);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(accountButton(page, grace)).toBeVisible();
  await expect(dialog).toBeHidden();

  await accountButton(page, grace).click();
  const others = page.getByRole('list', { name: 'Other accounts in this browser' });
  await expect(others.getByRole('listitem')).toHaveCount(1);
  await others.getByRole('button', { name: /^Change to Ada Lovelace/ }).click();
  await expect(accountButton(page, ada)).toBeVisible();
  await page.reload();
  await expect(accountButton(page, ada)).toBeVisible();

  // On a phone the drawer has them, too.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Toggle navigation bar' }).click();
  const drawer = page.locator('.navbar-sidebar');
  await drawer.getByRole('button', { name: /^Change to Grace Hopper/ }).click();
  await expect(accountButton(page, grace)).toBeVisible();
  await expect(drawer).not.toBeInViewport();

  await accountButton(page, grace).click();
  await page.getByRole('button', { name: 'Leave this account only' }).click();
  await expect(accountButton(page, ada)).toBeVisible();
});

test('a forgotten password is replaced with a link from a mail', async ({ page, server, watch }) => {
  watch.expect(/401 .*sign-in\/email/);
  const person = await register(page);
  await visit(page, '/');
  await signOut(page, person);
  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Forgot your password?' }).click();
  await expect(dialog.getByRole('heading', { name: 'Forgot your password?' })).toBeVisible();
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByRole('button', { name: 'Send me a link' }).click();
  await expect(dialog.getByText('Check your mail.')).toBeVisible();

  await page.goto(await mailed(server.url, person.email, /https?:\/\/\S+\/reset-password\/\S+/));
  await expect(page).toHaveURL(/\/reset-password\?token=/);
  await page.getByLabel('New password', { exact: true }).fill('difference engine 1822');
  await page.getByRole('button', { name: 'Save the new password' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill('difference engine 1822');
  await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(accountButton(page, person)).toBeVisible();
});

test('an account without a password is told how to set one', async ({ page, server }) => {
  await visit(page, '/profile');
  await page.goto('/login');
  await page.getByRole('button', { name: 'Sign in by mail' }).click();
  const person = newPerson();
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Send me a link' }).click();
  await page.goto(await mailed(server.url, person.email, /https?:\/\/\S+\/magic-link\/verify\?\S+/));
  await visit(page, '/profile');
  const panel = page.getByRole('region', { name: 'Password', exact: true });
  await panel.getByRole('button', { name: 'Set a password' }).click();
  await expect(panel.getByText('Check your mail')).toBeVisible();
  await mailed(server.url, person.email, /https?:\/\/\S+\/reset-password\/\S+/);
});

test('the address is confirmed and changed with links from mails', async ({ page, server }) => {
  const person = await register(page);
  await visit(page, '/profile');
  const panel = page.getByRole('region', { name: 'E-mail address' });
  await panel.getByRole('button', { name: 'Confirm this address' }).click();
  await page.goto(await mailed(server.url, person.email, /https?:\/\/\S+\/verify-email\?\S+/));
  await expect(panel.getByText('confirmed', { exact: true })).toBeVisible();

  const next = newPerson().email;
  await panel.getByLabel('New address').fill(next);
  await panel.getByRole('button', { name: 'Change address' }).click();
  await expect(panel.getByText('Almost done')).toBeVisible();
  await page.goto(await mailed(server.url, next, /https?:\/\/\S+\/verify-email\?\S+/));
  await expect(panel.getByText(next)).toBeVisible();
});

test('the data is downloaded without secrets, the account deleted with the password', async ({
  page,
  watch,
}) => {
  watch.expect(/40[01] .*(delete-user|sign-in\/email)/);
  const person = await register(page);
  await visit(page, '/profile');
  const panel = page.getByRole('region', { name: 'Your data' });
  const download = page.waitForEvent('download');
  await panel.getByRole('button', { name: 'Download your data' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  const data = JSON.parse(text) as { user: { email: string }; sessions: object[]; progress: object };
  expect(data.user.email).toBe(person.email);
  expect(data.sessions).toHaveLength(1);
  expect(data.progress).toBeTruthy();
  expect(text).not.toMatch(/token"|password"/i);

  await panel.getByRole('button', { name: 'Delete your account…' }).click();
  await panel.getByLabel('Your password', { exact: true }).fill('not the password');
  await panel.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(panel.getByText('The current password is not right.')).toBeVisible();
  await panel.getByLabel('Your password', { exact: true }).fill(person.password);
  await panel.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('Your account is deleted')).toBeVisible();
  await visit(page, '/');
  await signIn(page, person);
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('is not right');
});
