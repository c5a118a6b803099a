import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  accountButton,
  expect,
  hydrated,
  mailed,
  newPerson,
  onPhones,
  signInButton,
  signOut,
  register,
  test as base,
  visit,
} from './fixtures';
import { startProvider, type Provider } from './oidc-provider';
import { freePort, startLyceum, temporaryFolder } from './server';

/** A Lyceum whose readers can sign in at a provider that runs beside it. */
const test = base.extend<object, { school: Provider }>({
  school: [
    async ({}, use) => {
      const provider = await startProvider(await freePort());
      await use(provider);
      await provider.stop();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ school }, use) => {
      const data = await temporaryFolder();
      const settings = `auth:
  plugins:
    twoFactor: {}
    genericOAuth:
      config:
        - providerId: school
          name: The School
          clientId: lyceum
          clientSecret: not a secret of anybody
          discoveryUrl: ${school.url}/.well-known/openid-configuration
          scopes: [openid, email, profile]
`;
      await writeFile(path.join(data.path, 'lyceum.yaml'), settings);
      const server = await startLyceum([], { port: await freePort(), data: data.path });
      await use(server);
      await server.stop();
      await data.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test('an account comes from a provider; a refusal there is told here', onPhones, async ({ page, school }) => {
  const { name, email } = newPerson('Paula Provided');
  school.holder = { sub: email, name, email };
  await visit(page, '/contents');
  await signInButton(page).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  // Only what is configured is offered.
  await expect(dialog.getByRole('button', { name: /^Continue with/ })).toHaveText([
    'Continue with The School',
  ]);
  await dialog.getByRole('button', { name: 'Continue with The School' }).click();
  await page.getByRole('link', { name: 'Refuse' }).click();
  await expect(page.getByRole('alert')).toContainText('You have not allowed the other service');

  await visit(page, '/contents');
  await signInButton(page).click();
  await dialog.getByRole('button', { name: 'Continue with The School' }).click();
  await page.getByRole('link', { name: `Go on as ${name}` }).click();
  await expect(page).toHaveURL(/\/contents$/);
  await hydrated(page);
  await expect(accountButton(page, { name, email, password: '' })).toBeVisible();
});

test('a provider is linked, asks for the second step at the next sign-in, and is unlinked', async ({
  page,
  server,
  school,
}) => {
  const person = await register(page);
  school.holder = { sub: person.email, name: 'Another Name', email: person.email };
  await visit(page, '/profile');
  const linked = page.getByRole('region', { name: 'Linked accounts' });
  await linked.getByRole('button', { name: 'Link The School' }).click();
  await page.getByRole('link', { name: /^Go on as/ }).click();
  await expect(linked.getByRole('listitem')).toContainText('The School');

  const panel = page.getByRole('region', { name: 'Two-step sign-in' });
  await panel.getByRole('button', { name: 'Use codes by mail' }).click();
  await panel.getByLabel('Your password', { exact: true }).fill(person.password);
  await panel.getByRole('button', { name: 'Switch on' }).click();
  await expect(panel.getByText('from now on a code is mailed to you')).toBeVisible();
  await signOut(page, person);

  await visit(page, '/contents');
  await signInButton(page).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Continue with The School' }).click();
  await page.getByRole('link', { name: /^Go on as/ }).click();
  await expect(page).toHaveURL(/\/two-factor\?/);
  await expect(signInButton(page)).toBeVisible();
  await page.getByLabel('Code from the mail').fill(await mailed(server.url, person.email, /\b\d{6}\b/));
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page).toHaveURL(/\/contents$/);
  await expect(accountButton(page, person)).toBeVisible();

  await visit(page, '/profile');
  await linked.getByRole('button', { name: 'Unlink The School' }).click();
  await expect(linked.getByText('The School is unlinked.')).toBeVisible();
  await expect(linked.getByRole('listitem')).toHaveCount(0);
});
