import {
  accountButton,
  expect,
  hydrated,
  mailed,
  newPerson,
  signIn,
  signInButton,
  signOut,
  signUp,
  register,
  test,
  visit,
} from './fixtures';

test('an account lasts through a refresh, shows in a second tab, and ends in both', async ({
  page,
  context,
}) => {
  await visit(page, '/');
  const person = await signUp(page);

  await page.reload();
  await expect(accountButton(page, person)).toBeVisible();

  const second = await context.newPage();
  await visit(second, '/contents');
  await expect(accountButton(second, person)).toBeVisible();

  await signOut(page, person);
  await expect(signInButton(second)).toBeVisible();
});

test('a second tab learns of a sign-in when the reader turns to it', async ({ page, context }) => {
  await visit(page, '/');
  const second = await context.newPage();
  await visit(second, '/');
  await expect(signInButton(second)).toBeVisible();

  const person = await signUp(page);
  // Headless tabs are always visible; the event is what the client waits for. It asks at most every five seconds.
  await expect(async () => {
    await second.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(accountButton(second, person)).toBeVisible({ timeout: 1000 });
  }).toPass();
});

test('a wrong password is refused in words, the right one signs in', async ({ page, watch }) => {
  watch.expect(/401 \(Unauthorized\).*sign-in\/email/);
  await visit(page, '/');
  const person = await signUp(page);
  await signOut(page, person);

  await signIn(page, person, 'not the password');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('alert')).toContainText('The e-mail address or the password is not right.');
  await expect(dialog.getByLabel('E-mail')).toHaveValue(person.email);

  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(accountButton(page, person)).toBeVisible();
});

test('an address has one account', async ({ page, watch }) => {
  watch.expect(/422 .*sign-up\/email/);
  await visit(page, '/');
  const person = await signUp(page);
  await signOut(page, person);

  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create an account' }).click();
  await dialog.getByLabel('Name').fill(person.name);
  await dialog.getByLabel('E-mail').fill(person.email.toUpperCase());
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(dialog.getByText('There is already an account with this address.')).toBeVisible();
  await expect(dialog.getByLabel('E-mail')).toBeFocused();
});

test('the rules for passwords are checked while typing', async ({ page }) => {
  await visit(page, '/');
  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create an account' }).click();
  const password = dialog.getByLabel('Password', { exact: true });
  const length = dialog.getByRole('listitem').filter({ hasText: 'At least 8 characters' });

  await password.fill('1234567');
  await expect(length).toContainText('(not met yet)');
  await password.fill('12345678');
  await expect(length).toContainText('(met)');

  await expect(password).toHaveAttribute('type', 'password');
  await dialog.getByRole('button', { name: 'Show password' }).click();
  await expect(password).toHaveAttribute('type', 'text');
});

test('the dialog works with the keyboard alone and gives the focus back', async ({ page }) => {
  await visit(page, '/');
  await signInButton(page).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await expect(dialog.getByLabel('E-mail')).toBeFocused();

  for (let i = 0; i < 12; i++) {
    await page.keyboard.press('Tab');
    const outside = await page.evaluate(() => {
      const active = document.activeElement;
      return active !== document.body && !active?.closest('dialog');
    });
    expect(outside).toBe(false);
  }
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(signInButton(page)).toBeFocused();
});

test('a link from a mail signs in', async ({ page, context, server }) => {
  await visit(page, '/contents');
  const person = newPerson();
  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Sign in by mail' }).click();
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByRole('button', { name: 'Send me a link' }).click();
  await expect(dialog.getByText('Check your mail.')).toBeVisible();

  const link = await mailed(server.url, person.email, /https?:\/\/\S+\/magic-link\/verify\?\S+/);
  const opened = await context.newPage();
  await opened.goto(link);
  await expect(opened).toHaveURL(`${server.url}/contents`);
  await hydrated(opened);
  await expect(accountButton(opened, { ...person, name: person.email })).toBeVisible();

  const again = await context.newPage();
  await signOut(opened, { ...person, name: person.email });
  await again.goto(link);
  await expect(again.getByRole('alert')).toContainText('This link is not valid any more.');
});

test('the profile is for readers with an account, and changes it', async ({ page, watch }) => {
  watch.expect(/400 .*change-password/);
  await visit(page, '/profile');
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/login\?redirect=%2Fprofile$/);
  await page.getByRole('button', { name: 'Create an account' }).click();
  const person = newPerson();
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/profile$/);

  await page.getByLabel('Name').fill('Grace Hopper');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(accountButton(page, { ...person, name: 'Grace Hopper' })).toBeVisible();

  await page.getByLabel('Current password', { exact: true }).fill('wrong password');
  await page.getByLabel('New password', { exact: true }).fill('a new long password');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('The current password is not right.')).toBeVisible();
  await page.getByLabel('Current password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
});

test('another device can be signed out', async ({ page, browser, server, watch }) => {
  const person = await register(page);
  const context = await browser.newContext({ baseURL: server.url });
  context.on('page', (opened) => watch.follow(opened));
  const other = await context.newPage();
  await visit(other, '/');
  await signIn(other, person);
  await expect(accountButton(other, person)).toBeVisible();

  await visit(page, '/profile');
  const devices = page.getByRole('region', { name: 'Where you are signed in' });
  await expect(devices.getByRole('listitem')).toHaveCount(2);
  await devices
    .getByRole('button', { name: /^Sign out/ })
    .first()
    .click();
  await expect(devices.getByRole('listitem')).toHaveCount(1);
  await other.reload();
  await expect(signInButton(other)).toBeVisible();
  await context.close();
});

test('signing in never leads to another site', async ({ page }) => {
  await visit(page, '/login?redirect=//evil.example/');
  await page.getByRole('button', { name: 'Create an account' }).click();
  const person = newPerson();
  await page.getByLabel('Name').fill(person.name);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page).toHaveURL(/\/profile$/);
});

test('the menu of the reader works with the keyboard', async ({ page }) => {
  const person = await register(page);
  await visit(page, '/');
  await accountButton(page, person).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Sign out' })).toBeHidden();
  await expect(accountButton(page, person)).toBeFocused();

  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/profile$/);
});

test('on a phone the drawer leads to the account, too', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await visit(page, '/');
  const drawer = page.locator('.navbar-sidebar');
  await page.getByRole('button', { name: 'Toggle navigation bar' }).click();
  await drawer.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('dialog', { name: 'Sign in' })).toBeVisible();
  await page.keyboard.press('Escape');

  const person = await signUp(page);
  await page.getByRole('button', { name: 'Toggle navigation bar' }).click();
  await drawer.getByRole('button', { name: 'Sign out' }).click();
  await expect(accountButton(page, person)).toBeHidden();
});

test('too many tries: the form says how long to wait', async ({ page, watch }) => {
  watch.expect(/429/);
  await page.route('**/api/auth/sign-in/email', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'X-Retry-After': '8' },
      json: { message: 'Too many requests. Please try again later.' },
    }),
  );
  await visit(page, '/');
  await signIn(page, newPerson());
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Try again in 8 seconds.');
});

test('a session that is not fresh asks for signing in again', async ({ page, watch }) => {
  watch.expect(/403 .*list-sessions/);
  const person = await register(page);
  await page.route(
    '**/api/auth/list-sessions',
    (route) =>
      route.fulfill({ status: 403, json: { code: 'SESSION_NOT_FRESH', message: 'Session is not fresh' } }),
    { times: 1 },
  );
  await visit(page, '/profile');
  const devices = page.getByRole('region', { name: 'Where you are signed in' });
  await devices.getByRole('button', { name: 'Sign in again' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(devices.getByText('This device')).toBeVisible();
});
