import type { Page } from '@playwright/test';
import { accountButton, expect, onPhones, signInButton, signOut, register, test, visit } from './fixtures';

test.use({ settings: 'auth:\n  plugins:\n    passkey: {}\n' });

/**
 * Gives the page's browser an authenticator that says yes to everything.
 * @returns whether somebody is there to confirm; without anybody a request waits
 */
async function plugIn(page: Page): Promise<(present: boolean) => Promise<unknown>> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return (enabled) => devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
}

async function addPasskey(page: Page): Promise<void> {
  const panel = page.getByRole('region', { name: 'Passkeys' });
  await visit(page, '/profile');
  await panel.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(panel.getByRole('listitem')).toHaveCount(1);
  await expect(panel.getByText('Your passkey is added.')).toBeVisible();
}

test('a passkey is added, renamed, signs in, and is removed', onPhones, async ({ page }) => {
  const person = await register(page);
  await visit(page, '/');
  const somebodyIsThere = await plugIn(page);
  await addPasskey(page);
  const panel = page.getByRole('region', { name: 'Passkeys' });

  await panel.getByRole('button', { name: /^Rename/ }).click();
  await expect(panel.getByLabel('Name of this passkey')).toBeFocused();
  await panel.getByLabel('Name of this passkey').fill('The key of my desk');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(panel.getByRole('listitem')).toContainText('The key of my desk');

  await signOut(page, person);
  await page.goto('/contents');
  await somebodyIsThere(false);
  await signInButton(page).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  await expect(dialog.getByLabel('E-mail')).toHaveAttribute('autocomplete', 'username webauthn');
  const button = dialog.getByRole('button', { name: 'Sign in with a passkey' });
  await expect(button).toBeVisible();
  await somebodyIsThere(true);
  // The browser may have filled the passkey in already: the authenticator confirms without being asked.
  await button.click({ timeout: 5000 }).catch(() => undefined);
  await expect(accountButton(page, person)).toBeVisible();
  await expect(dialog).toBeHidden();

  await visit(page, '/profile');
  await panel.getByRole('button', { name: 'Remove The key of my desk' }).click();
  await expect(panel.getByText('The key of my desk is removed.')).toBeVisible();
  await expect(panel.getByRole('listitem')).toHaveCount(0);
});

test('the browser fills a passkey in, without a button', async ({ page }) => {
  const person = await register(page);
  await visit(page, '/');
  await plugIn(page);
  await addPasskey(page);
  await signOut(page, person);

  // How the site asks the browser: only a conditional request (WebAuthn Level 3, section 5.1.7) is filled in.
  await page.addInitScript(() => {
    const asked: (string | undefined)[] = [];
    const get = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => {
      asked.push(options?.mediation);
      return get(options);
    };
    Object.assign(window, { asked });
  });
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked);
  await visit(page, '/contents');
  await signInButton(page).click();
  // There is nothing more to do: the authenticator picks the passkey that the browser offers in the field.
  await expect(accountButton(page, person)).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await asked()).toEqual(['conditional']);
});
