import type { Page } from '@playwright/test';
import {
  accountButton,
  expect,
  mailed,
  newPerson,
  otherBrowser,
  signInButton,
  test,
  visit,
  type Person,
} from './fixtures';
import { press, tabTo, type } from './keyboard';
import { totp } from './totp';

/** The long ways through the site, without a mouse: nothing here clicks, and nothing puts the focus anywhere. */
test.use({
  settings: `auth:
  plugins:
    admin: {}
    organization: {}
    twoFactor: {}
`,
});

/** An account made without the form, whose page is open then. */
async function arrive(page: Page, address: string, person: Person): Promise<void> {
  await page.goto('/login');
  const headers = { Origin: new URL(page.url()).origin };
  const reply = await page.request.post('/api/auth/sign-up/email', { data: person, headers });
  expect(reply.ok()).toBe(true);
  await visit(page, address);
  await expect(accountButton(page, person)).toBeVisible();
}

test('two-step sign-in: set up, and used', async ({ page }) => {
  const person = newPerson();
  await arrive(page, '/profile', person);
  const panel = page.getByRole('region', { name: 'Two-step sign-in' });
  const state = panel.getByText('Two-step sign-in is off.', { exact: true });

  // Cancelled, the focus is back where it came from.
  await press(page, panel.getByRole('button', { name: 'Set up two-step sign-in' }));
  const password = panel.getByLabel('Your password', { exact: true });
  await expect(password).toBeFocused();
  await press(page, panel.getByRole('button', { name: 'Cancel' }));
  await expect(state).toBeFocused();

  await press(page, panel.getByRole('button', { name: 'Set up two-step sign-in' }));
  await type(page, password, person.password);
  await page.keyboard.press('Enter');
  const code = panel.getByLabel('Code from the app');
  await expect(code).toBeFocused();
  await press(page, panel.getByText('I cannot scan it'), 'Shift+Tab');
  const key = await panel.locator('.ly-key').innerText();
  await type(page, code, totp(key));
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('heading', { name: 'Your backup codes' })).toBeFocused();
  await press(page, panel.getByRole('button', { name: 'I have kept them' }));
  await expect(panel.getByText('Two-step sign-in is on.', { exact: true }).first()).toBeFocused();
  await expect(panel.getByRole('status').filter({ hasText: 'Two-step sign-in is on.' })).toBeVisible();

  await press(page, accountButton(page, person), 'Shift+Tab');
  await press(page, page.locator('.ly-menu').getByRole('button', { name: 'Sign out' }));
  await expect(signInButton(page)).toBeFocused();

  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await type(page, dialog.getByLabel('E-mail'), person.email);
  await type(page, dialog.getByLabel('Password', { exact: true }), person.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'One more step' })).toBeVisible();
  const second = dialog.getByLabel('Code from your authenticator app');
  await expect(second).toBeFocused();
  // A code works once: it is the next one's turn.
  await page.keyboard.type(totp(key, Date.now() + 30_000));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(accountButton(page, person)).toBeFocused();
  await expect(page.getByRole('status').filter({ hasText: `Signed in as ${person.name}` })).toHaveCount(1);
});

test('an organization: founded, joined, a role changed', async ({ page, context, server, watch }) => {
  const grace = newPerson('Grace Hopper');
  await arrive(page, '/organizations', newPerson('Olga Owner'));
  await type(page, page.getByLabel('Name', { exact: true }), 'Keyboard Club');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Keyboard Club' })).toBeVisible();

  const sections = page.getByRole('navigation', { name: /^Sections/ });
  await press(page, sections.getByRole('link', { name: 'Invitations' }));
  const single = page.getByRole('region', { name: 'Invite somebody' });
  await type(page, single.getByLabel('E-mail'), grace.email);
  await page.keyboard.press('Enter');
  await expect(single.getByRole('status')).toContainText(`${grace.email} is invited.`);

  const link = await mailed(server.url, grace.email, /https?:\/\/\S+\/accept-invitation\?id=[\w%-]+/);
  const other = await otherBrowser(context, watch);
  const guest = await other.newPage();
  await arrive(guest, link, grace);
  await press(guest, guest.getByRole('button', { name: 'Accept' }));
  await expect(guest.getByRole('heading', { level: 1, name: 'Keyboard Club' })).toBeVisible();
  await other.close();

  await press(page, sections.getByRole('link', { name: 'Members' }), 'Shift+Tab');
  await page.reload();
  const change = page.getByRole('button', { name: 'Change the role of Grace Hopper' });
  await press(page, change);
  const dialog = page.getByRole('dialog', { name: 'Role of Grace Hopper' });
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(change).toBeFocused();

  await page.keyboard.press('Enter');
  await tabTo(page, dialog.getByLabel('Admin'));
  await page.keyboard.press('Space');
  await press(page, dialog.getByRole('button', { name: 'Save' }));
  await expect(dialog).toBeHidden();
  await expect(change).toBeFocused();
  await expect(
    page.getByRole('status').filter({ hasText: 'The role of Grace Hopper is changed.' }),
  ).toBeVisible();
});

test('an administrator: bans, and sees the site as somebody else', async ({
  page,
  context,
  server,
  watch,
}) => {
  const admin = newPerson('Anna Admin');
  await arrive(page, '/', admin);
  await server.operate(['user', 'set-role'], admin.email, 'admin');
  const other = await otherBrowser(context, watch);
  const ada = newPerson('Ada Byron');
  await arrive(await other.newPage(), '/login', ada);
  await other.close();

  await visit(page, '/admin');
  await type(page, page.getByLabel('Search for'), ada.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '1 to 1 of 1.' })).toBeVisible();
  await press(page, page.getByRole('link', { name: ada.name }));
  await expect(page.getByRole('heading', { level: 2, name: ada.name })).toBeVisible();

  const dialog = page.getByRole('dialog');
  const ban = page.getByRole('button', { name: 'Ban', exact: true });
  await press(page, ban);
  await expect(dialog.getByLabel('Reason')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(ban).toBeFocused();
  await page.keyboard.press('Enter');
  await type(page, dialog.getByLabel('Reason'), 'Rude words');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: `${ada.name} is banned.` })).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Lift the ban' }));
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await press(page, dialog.getByRole('button', { name: 'Lift the ban' }), 'Shift+Tab');
  await expect(page.getByRole('status').filter({ hasText: 'may sign in again' })).toBeVisible();

  await press(page, page.getByRole('button', { name: 'Impersonate' }));
  await press(page, dialog.getByRole('button', { name: 'Impersonate' }), 'Shift+Tab');
  const banner = page.getByRole('region', { name: 'Impersonation' });
  await expect(banner.getByRole('status')).toContainText(`You see the site as ${ada.name}.`);
  await press(page, banner.getByRole('button', { name: 'Stop impersonating' }), 'Shift+Tab');
  await expect(banner).toBeHidden();
  await expect(page.getByRole('heading', { level: 2, name: ada.name })).toBeVisible();
});
