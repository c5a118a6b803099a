import type { Page } from '@playwright/test';
import {
  accountButton,
  expect,
  signIn,
  signInButton,
  signOut,
  signUp,
  test as base,
  visit,
} from './fixtures';
import { freePort, startLyceum, temporaryFolder, type Service } from './server';
import { serveStaticSite } from './static-site';

interface Split {
  site: Service;
  auth: Service;
  api: Service;
}

/** The site, the auth service and the API on origins of their own, with one data folder. */
const test = base.extend<object, { split: Split }>({
  split: [
    async ({}, use) => {
      const data = await temporaryFolder();
      const [sitePort, authPort, apiPort] = [await freePort(), await freePort(), await freePort()];
      const authURL = `http://localhost:${authPort}`;
      const apiURL = `http://localhost:${apiPort}`;
      const env = {
        FRONTEND_URL: `http://localhost:${sitePort}`,
        AUTH_SERVICE_URL: authURL,
        BETTER_AUTH_URL: authURL,
        API_SERVICE_URL: apiURL,
      };
      const site = await serveStaticSite(sitePort, { authURL, apiURL });
      const auth = await startLyceum(['auth'], { port: authPort, data: data.path, env });
      const api = await startLyceum(['api'], { port: apiPort, data: data.path, env });
      await use({ site, auth, api });
      await api.stop();
      await auth.stop();
      await site.stop();
      await data.remove();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ split }, use) => use(split.site.url),
});

const lesson = '/book/embodiment/what-is-physical-ai/the-sense-act-loop';

test('signing up, a refresh, a second tab and signing out work across origins', async ({ page, context }) => {
  await visit(page, '/');
  const person = await signUp(page);
  await page.reload();
  await expect(accountButton(page, person)).toBeVisible();
  const second = await context.newPage();
  await visit(second, lesson);
  await expect(accountButton(second, person)).toBeVisible();
  await signOut(second, person);
  await expect(signInButton(page)).toBeVisible();
});

test('a wrong password is refused across origins', async ({ page, watch }) => {
  watch.expect(/401 \(Unauthorized\).*sign-in\/email/);
  await visit(page, '/');
  const person = await signUp(page);
  await signOut(page, person);
  await signIn(page, person, 'not the password');
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('is not right');
});

test("progress goes to the API with the reader's token", async ({ page, split }) => {
  await visit(page, lesson);
  const person = await signUp(page);
  const saved = page.waitForResponse(
    (reply) => reply.url() === `${split.api.url}/api/progress` && reply.request().method() === 'PUT',
  );
  await page.getByRole('button', { name: 'Mark as completed' }).click();
  const reply = await saved;
  expect(reply.status()).toBe(200);
  expect((await reply.request().allHeaders()).authorization).toMatch(/^Bearer ey/);

  await page.reload();
  await expect(accountButton(page, person)).toBeVisible();
  await expect(page.getByRole('button', { name: '✓ Completed' })).toBeVisible();
});

test('a token that the API refuses is replaced once', async ({ page, split, watch }) => {
  watch.expect(/401 \(Unauthorized\).*api\/progress/);
  await visit(page, lesson);
  await signUp(page);
  await nextToken(page, split.auth.url);
  let refused = 0;
  await page.route(`${split.api.url}/api/progress`, async (route) => {
    if (route.request().method() !== 'PUT' || refused > 0) return route.continue();
    refused += 1;
    return route.fulfill({
      status: 401,
      headers: { 'Access-Control-Allow-Origin': split.site.url, 'Access-Control-Allow-Credentials': 'true' },
      json: { code: 'TOKEN_EXPIRED', message: 'The token has expired.' },
    });
  });
  const renewed = page.waitForResponse((reply) => reply.url() === `${split.auth.url}/api/auth/token`);
  await page.getByRole('button', { name: 'Mark as completed' }).click();
  await renewed;
  await expect(page.getByRole('button', { name: '✓ Completed' })).toBeVisible();
  expect(refused).toBe(1);
});

/** Waits until the service gives out another token than the one in use: two of the same second are alike. */
async function nextToken(page: Page, authURL: string): Promise<void> {
  const ask = () =>
    page.evaluate(
      async (url) => (await fetch(url, { credentials: 'include' })).text(),
      `${authURL}/api/auth/token`,
    );
  const first = await ask();
  await expect.poll(ask).not.toBe(first);
}
