import type { Page } from '@playwright/test';
import {
  accountButton,
  expect,
  mailed,
  onPhones,
  register,
  signIn,
  signOut,
  test,
  visit,
  type Person,
} from './fixtures';
import { totp } from './totp';

test.use({ settings: 'auth:\n  plugins:\n    twoFactor: {}\n' });

/** A code works once: after the set-up it is the next one's turn, which the server accepts half a minute early. */
const nextCode = (key: string) => totp(key, Date.now() + 30_000);

/** On paper there are the codes and whose they are, and nothing else of the page. */
async function expectPrintable(page: Page, person: Person, codes: string[]): Promise<void> {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('.ly-codes code')).toHaveText(codes);
  await expect(page.locator('.ly-codes code').last()).toBeVisible();
  await expect(page.locator('.ly-codes').getByText(person.email)).toBeVisible();
  await expect(page.locator('main h1')).toBeHidden();
  // Dark on light, whatever the screen is.
  await expect(page.locator('.ly-codes')).toHaveCSS('color', 'rgb(30, 36, 39)');
  await expect(page.locator('.ly-codes button').first()).toBeHidden();
  await page.emulateMedia({ media: null, colorScheme: null });
}

/** Switches two-step sign-in on; gives the key in the app and the backup codes. */
async function setUp(page: Page, person: Person, printed = false): Promise<{ key: string; codes: string[] }> {
  await visit(page, '/profile');
  const panel = page.getByRole('region', { name: 'Two-step sign-in' });
  await panel.getByRole('button', { name: 'Set up two-step sign-in' }).click();
  await panel.getByLabel('Your password', { exact: true }).fill(person.password);
  await panel.getByRole('button', { name: 'Go on' }).click();
  await expect(panel.getByRole('img', { name: 'QR code for your authenticator app' })).toBeVisible();
  await panel.getByText('I cannot scan it').click();
  const key = await panel.locator('.ly-key').innerText();

  await panel.getByLabel('Code from the app').fill(totp(key));
  await panel.getByRole('button', { name: 'Switch on' }).click();
  const list = panel.getByRole('list', { name: 'Backup codes' });
  await expect(list.getByRole('listitem')).toHaveCount(10);
  const codes = await list.getByRole('listitem').allInnerTexts();
  if (printed) await expectPrintable(page, person, codes);
  await panel.getByRole('button', { name: 'I have kept them' }).click();
  await expect(panel.getByText('Two-step sign-in is on.')).not.toHaveCount(0);
  return { key, codes };
}

test(
  'a code from the app completes the sign-in; a wrong one is refused in words',
  onPhones,
  async ({ page, watch }) => {
    watch.expect(/401 .*two-factor\/verify-totp/);
    const person = await register(page);
    const { key } = await setUp(page, person);
    await signOut(page, person);

    await signIn(page, person);
    const dialog = page.getByRole('dialog', { name: 'One more step' });
    const code = dialog.getByLabel('Code from your authenticator app');
    await expect(code).toBeFocused();
    await code.fill('000000');
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await expect(dialog.getByText('This code is not right.')).toBeVisible();
    await expect(code).toBeFocused();

    await code.fill(nextCode(key));
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await expect(accountButton(page, person)).toBeVisible();
    await expect(dialog).toBeHidden();
  },
);

test('a trusted device is not asked again; a backup code works once', async ({ page, watch }) => {
  watch.expect(/401 .*two-factor\/verify-backup-code/);
  const person = await register(page);
  const { codes } = await setUp(page, person, true);
  const dialog = page.getByRole('dialog', { name: 'One more step' });
  await signOut(page, person);

  await signIn(page, person);
  await dialog.getByRole('button', { name: 'Use a backup code' }).click();
  await dialog.getByLabel('Backup code').fill(codes[0]!);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(accountButton(page, person)).toBeVisible();
  await signOut(page, person);

  await signIn(page, person);
  await dialog.getByRole('button', { name: 'Use a backup code' }).click();
  await dialog.getByLabel('Backup code').fill(codes[0]!);
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(dialog.getByText('This backup code is not right, or it has been used.')).toBeVisible();
  await dialog.getByLabel('Backup code').fill(codes[1]!);
  await dialog.getByLabel('Do not ask again on this device').check();
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(accountButton(page, person)).toBeVisible();
  await signOut(page, person);

  await signIn(page, person);
  await expect(accountButton(page, person)).toBeVisible();
});

test('a code comes by mail, too', async ({ page, server }) => {
  const person = await register(page);
  await setUp(page, person);
  await signOut(page, person);

  await signIn(page, person);
  const dialog = page.getByRole('dialog', { name: 'One more step' });
  await dialog.getByRole('button', { name: 'Send a code by mail' }).click();
  await expect(dialog.getByText('A code is on its way to your address.')).toBeVisible();
  await dialog.getByLabel('Code from the mail').fill(await mailed(server.url, person.email, /\b\d{6}\b/));
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(accountButton(page, person)).toBeVisible();
});

test('codes by mail alone, without an app', async ({ page, server, watch }) => {
  watch.expect(/400 .*two-factor\/generate-backup-codes/);
  const person = await register(page);
  await visit(page, '/profile');
  const panel = page.getByRole('region', { name: 'Two-step sign-in' });
  await panel.getByRole('button', { name: 'Use codes by mail' }).click();
  await panel.getByLabel('Your password', { exact: true }).fill(person.password);
  await panel.getByRole('button', { name: 'Switch on' }).click();
  await expect(panel.getByText('from now on a code is mailed to you')).toBeVisible();
  await panel.getByRole('button', { name: 'New backup codes' }).click();
  await panel.getByLabel('Your password', { exact: true }).fill(person.password);
  await panel.getByRole('button', { name: 'Make new codes' }).click();
  await expect(panel.getByText('there are no backup codes without an app')).toBeVisible();
  await signOut(page, person);

  await signIn(page, person);
  const dialog = page.getByRole('dialog', { name: 'One more step' });
  await expect(dialog.getByText('A code is on its way to your address.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /backup code|app/ })).toHaveCount(0);
  await dialog.getByLabel('Code from the mail').fill(await mailed(server.url, person.email, /\b\d{6}\b/));
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expect(accountButton(page, person)).toBeVisible();
});

test('a link from a mail asks for the second step on a page of its own', async ({ page, server }) => {
  const person = await register(page);
  const { key } = await setUp(page, person);
  await visit(page, '/contents');
  await signOut(page, person);

  await page.locator('.navbar .ly-user').getByRole('button', { name: 'Sign in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Sign in by mail' }).click();
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByRole('button', { name: 'Send me a link' }).click();
  await page.goto(await mailed(server.url, person.email, /https?:\/\/\S+\/magic-link\/verify\?\S+/));
  await expect(page).toHaveURL(/\/two-factor\?/);
  await page.getByLabel('Code from your authenticator app').fill(nextCode(key));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/contents$/);
  await expect(accountButton(page, person)).toBeVisible();
});

test('it can be switched off again', async ({ page, watch }) => {
  watch.expect(/400 .*two-factor\/disable/);
  const person = await register(page);
  await setUp(page, person);
  const panel = page.getByRole('region', { name: 'Two-step sign-in' });
  await panel.getByRole('button', { name: 'Switch off two-step sign-in' }).click();
  await panel.getByLabel('Your password', { exact: true }).fill('not the password');
  await panel.getByRole('button', { name: 'Switch off' }).click();
  await expect(panel.getByText('The current password is not right.')).toBeVisible();
  await panel.getByLabel('Your password', { exact: true }).fill(person.password);
  await panel.getByRole('button', { name: 'Switch off' }).click();
  await expect(panel.getByText('Two-step sign-in is off.')).not.toHaveCount(0);

  await signOut(page, person);
  await signIn(page, person);
  await expect(accountButton(page, person)).toBeVisible();
});
