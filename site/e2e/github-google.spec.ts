import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  accountButton,
  expect,
  hydrated,
  newPerson,
  signInButton,
  signOut,
  test as base,
  visit,
} from './fixtures';
import { freePort, startLyceum, temporaryFolder } from './server';
import { client, startServices, type Services } from './services';

/** A Lyceum that reaches GitHub and Google, which are on this machine. */
const test = base.extend<object, { services: Services }>({
  services: [
    async ({}, use) => {
      const folder = await temporaryFolder();
      const services = await startServices(folder.path);
      await use(services);
      await services.stop();
      await folder.remove();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({ services }, use) => {
      const data = await temporaryFolder();
      const { clientId, clientSecret } = client;
      const settings = ['github', 'google']
        .map((id) => `    ${id}: { clientId: ${clientId}, clientSecret: ${clientSecret} }`)
        .join('\n');
      await writeFile(path.join(data.path, 'lyceum.yaml'), `auth:\n  socialProviders:\n${settings}\n`);
      const server = await startLyceum([], { port: await freePort(), data: data.path, env: services.env });
      await use(server);
      await server.stop();
      await data.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test.skip(process.platform !== 'linux', 'elsewhere the environment cannot name a certificate to trust');

for (const [service, host] of [
  ['GitHub', 'github.com'],
  ['Google', 'accounts.google.com'],
] as const) {
  test(`an account comes from ${service}; a refusal there is told here`, async ({
    page,
    context,
    services,
    watch,
  }) => {
    watch.expect(new RegExp(`left this machine: https://${host}/`.replaceAll('.', '\\.')));
    await services.open(context);
    const person = newPerson(`Paula ${service}`);
    services.holder = { name: person.name, email: person.email };
    const dialog = page.getByRole('dialog', { name: 'Sign in' });

    await visit(page, '/contents');
    await signInButton(page).click();
    // Only what is configured is offered.
    await expect(dialog.getByRole('button', { name: /^Continue with/ })).toHaveText([
      'Continue with GitHub',
      'Continue with Google',
    ]);
    await dialog.getByRole('button', { name: `Continue with ${service}` }).click();
    await expect(page).toHaveURL(new RegExp(`^https://${host}/`));
    await page.getByRole('link', { name: 'Cancel' }).click();
    await expect(page.getByRole('alert')).toContainText('You have not allowed the other service');

    await visit(page, '/contents');
    await signInButton(page).click();
    await dialog.getByRole('button', { name: `Continue with ${service}` }).click();
    await page.getByRole('link', { name: `Go on as ${person.name}` }).click();
    await expect(page).toHaveURL(/\/contents$/);
    await hydrated(page);
    await expect(accountButton(page, person)).toBeVisible();

    // The next time it is the same account.
    await visit(page, '/profile');
    const linked = page.getByRole('region', { name: 'Linked accounts' });
    await expect(linked.getByRole('listitem')).toContainText(service);
    await visit(page, '/contents');
    await signOut(page, person);
    await signInButton(page).click();
    await dialog.getByRole('button', { name: `Continue with ${service}` }).click();
    await page.getByRole('link', { name: `Go on as ${person.name}` }).click();
    await expect(page).toHaveURL(/\/contents$/);
    await expect(accountButton(page, person)).toBeVisible();
  });
}
