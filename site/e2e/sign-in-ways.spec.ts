import { accountButton, expect, mailed, signInButton, signOut, register, test, visit } from './fixtures';

test.use({ settings: 'auth:\n  plugins:\n    username: {}\n    emailOTP: {}\n    phoneNumber: {}\n' });

test('by user name, by a code in a mail, by a code to the phone', async ({ page, server, watch }) => {
  watch.expect(/40[01] .*(email-otp|phone-number)/);
  const person = await register(page);
  await visit(page, '/profile');
  const about = page.getByRole('region', { name: 'About you' });
  const username = `ada_${Date.now()}`;
  await about.getByLabel('User name').fill(username);

  await about.getByRole('button', { name: 'Save' }).click();
  await expect(about.getByText('Saved.')).toBeVisible();

  const number = `+4915${Date.now()}`.slice(0, 14);
  const phone = page.getByRole('region', { name: 'Phone number' });
  await phone.getByLabel('New number').fill(number);
  await phone.getByRole('button', { name: 'Send a code' }).click();
  await phone.getByLabel('Code from the message').fill(await mailed(server.url, number, /\b\d{6}\b/));
  await phone.getByRole('button', { name: 'Confirm' }).click();
  await expect(phone.getByText('Your number is confirmed.')).toBeVisible();
  await expect(phone.getByText(number)).toBeVisible();
  await signOut(page, person);

  const dialog = page.getByRole('dialog');
  await signInButton(page).click();
  await dialog.getByLabel('E-mail or user name').fill(username);
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(accountButton(page, person)).toBeVisible();
  await signOut(page, person);

  await signInButton(page).click();
  await dialog.getByRole('button', { name: 'Sign in with a code by mail' }).click();
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByRole('button', { name: 'Send me a code' }).click();
  await dialog.getByLabel('Code from the mail').fill('000000');
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(dialog.getByText('This code is not right')).toBeVisible();
  await dialog.getByLabel('Code from the mail').fill(await mailed(server.url, person.email, /\b\d{6}\b/));
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(accountButton(page, person)).toBeVisible();
  await signOut(page, person);

  await signInButton(page).click();
  await dialog.getByRole('button', { name: 'Sign in with a code by text message' }).click();
  await dialog.getByLabel('Phone number').fill(number);
  await dialog.getByRole('button', { name: 'Send me a code' }).click();
  const code = dialog.getByLabel('Code from the message');
  await expect(code).toBeFocused();
  await code.fill(await mailed(server.url, number, /\b\d{6}\b/, 2));
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(accountButton(page, person)).toBeVisible();
});
