import { accountButton, expect, otherBrowser, register, signIn, signInButton, test, visit } from './fixtures';

/** What comes between: sessions that end, a server that does not answer, the way back. */
test.use({ settings: 'auth:\n  plugins:\n    multiSession: {}\n' });

test('a session that was ended elsewhere: signed in again, what was typed is still there', async ({
  page,
  context,
  watch,
}) => {
  watch.expect(/401 .*update-user/);
  const person = await register(page);
  await visit(page, '/profile');
  const about = page.getByRole('region', { name: 'About you' });
  await about.getByLabel('Name', { exact: true }).fill('Augusta Ada King');

  const other = await otherBrowser(context, watch);
  const elsewhere = await other.newPage();
  await visit(elsewhere, '/');
  await signIn(elsewhere, person);
  await expect(accountButton(elsewhere, person)).toBeVisible();
  const origin = new URL(page.url()).origin;
  const ended = await elsewhere.request.post('/api/auth/revoke-other-sessions', {
    data: {},
    headers: { Origin: origin },
  });
  expect(ended.ok()).toBe(true);
  await other.close();

  await about.getByRole('button', { name: 'Save' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await expect(dialog.getByText('Your session has ended.')).toBeVisible();
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog).toBeHidden();
  await about.getByRole('button', { name: 'Save' }).click();
  await expect(accountButton(page, { ...person, name: 'Augusta Ada King' })).toBeVisible();
});

test('a server that does not say who reads is not taken for one who says nobody', async ({ page, watch }) => {
  watch.expect(/503 .*get-session/);
  const person = await register(page);
  await page.route('**/api/auth/get-session*', (route) =>
    route.fulfill({ status: 503, body: 'Unavailable' }),
  );
  await visit(page, '/profile');
  await expect(page.getByRole('alert').filter({ hasText: 'cannot be reached' })).toBeVisible();
  await page.unroute('**/api/auth/get-session*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(accountButton(page, person)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'About you' })).toBeVisible();
});

test('the way back closes the dialog', async ({ page }) => {
  await visit(page, '/');
  await page.getByRole('link', { name: 'See the contents' }).click();
  await expect(page).toHaveURL(/\/contents$/);
  await signInButton(page).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('from the drawer on phones, the dialog gives the focus to what is seen', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const person = await register(page);
  await visit(page, '/contents');
  await page.getByRole('button', { name: 'Toggle navigation bar' }).click();
  await page.locator('.navbar-sidebar').getByRole('button', { name: 'Add another account' }).click();
  await expect(page.getByRole('dialog', { name: 'Sign in' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(accountButton(page, person)).toBeFocused();
});
