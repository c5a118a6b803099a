import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { freePort, startLyceum, temporaryFolder, type Lyceum } from './server';

export { expect } from '@playwright/test';
export { expectAccessible } from './accessible';

/** Watches pages for what must not happen: console errors, exceptions, requests that leave this machine. */
export class Watch {
  private readonly problems: string[] = [];
  private readonly expected: RegExp[] = [];

  /** An error that this test brings about on purpose, for example the browser's line about a 401. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  follow(page: Page): void {
    page.on('console', (message) => {
      if (message.type() === 'error') this.note(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.note(`exception: ${error.stack ?? error.message}`));
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url());
      const local = hostname === 'localhost' || hostname === '127.0.0.1';
      if (protocol.startsWith('http') && !local) this.note(`request left this machine: ${request.url()}`);
    });
  }

  unexpected(): string[] {
    return this.problems.filter((problem) => !this.expected.some((pattern) => pattern.test(problem)));
  }

  private note(problem: string): void {
    this.problems.push(problem);
  }
}

export interface Person {
  name: string;
  email: string;
  password: string;
}

let people = 0;

/** Somebody who has no account yet; never the same twice. */
export function newPerson(name = 'Ada Lovelace'): Person {
  people += 1;
  const email = `reader-${process.pid}-${Date.now()}-${people}@example.com`;
  return { name, email, password: 'analytical engine 1843' };
}

interface WorkerFixtures {
  /** The text of lyceum.yaml; empty for the defaults. Set it with test.use at the top of a file. */
  settings: string;
  /** One Lyceum with an empty data folder for all tests of a file's worker. */
  server: Lyceum;
}

interface TestFixtures {
  /** Fails the test at its end if something happened that must not. */
  watch: Watch;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  settings: ['', { option: true, scope: 'worker' }],

  server: [
    async ({ settings }, use) => {
      const data = await temporaryFolder();
      if (settings) await writeFile(path.join(data.path, 'lyceum.yaml'), settings);
      const server = await startLyceum([], { port: await freePort(), data: data.path });
      await use(server);
      await server.stop();
      await data.remove();
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  baseURL: async ({ server }, use) => use(server.url),

  watch: [
    async ({ context }, use) => {
      const watch = new Watch();
      context.on('page', (page) => watch.follow(page));
      await use(watch);
      expect(watch.unexpected()).toEqual([]);
    },
    { auto: true },
  ],
});

/** For tests of files that are left out on phones, but for these. */
export const onPhones = { tag: '@phone' };

/** Opens a page and waits until the application runs in it. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
}

export async function hydrated(page: Page): Promise<void> {
  await page.locator('html[data-has-hydrated="true"]').waitFor();
}

/** The button of the signed-in reader in the bar at the top. */
export function accountButton(page: Page, person: Person) {
  return page.getByRole('button', { name: `Account of ${person.name}` });
}

export function signInButton(page: Page) {
  return page.locator('.navbar .ly-user').getByRole('button', { name: 'Sign in' });
}

/** Makes an account through the dialog, on a page that shows the bar, and waits until the reader is signed in. */
export async function signUp(page: Page, person: Person = newPerson()): Promise<Person> {
  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create an account' }).click();
  await dialog.getByLabel('Name').fill(person.name);
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByLabel('Password', { exact: true }).fill(person.password);
  await dialog.getByRole('button', { name: 'Create account' }).click();
  await expect(accountButton(page, person)).toBeVisible();
  await expect(dialog).toBeHidden();
  return person;
}

/** Makes an account without the dialog, for tests that are about something else; the next page is that reader's. */
export async function register(page: Page, person: Person = newPerson()): Promise<Person> {
  const reply = await page.request.post('/api/auth/sign-up/email', { data: person });
  expect(reply.status()).toBe(200);
  return person;
}

export async function signIn(page: Page, person: Person, password = person.password): Promise<void> {
  await signInButton(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('E-mail').fill(person.email);
  await dialog.getByLabel('Password', { exact: true }).fill(password);
  await dialog.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export async function signOut(page: Page, person: Person): Promise<void> {
  await accountButton(page, person).click();
  await page.locator('.ly-menu').getByRole('button', { name: 'Sign out' }).click();
  await expect(signInButton(page)).toBeVisible();
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/**
 * What a pattern finds in the newest mail that the server has kept for this address, its first group if it has one.
 * Mails come from an outbox, so it may take a moment; where one like it has come before, say how many there must be.
 */
export async function mailed(origin: string, address: string, pattern: RegExp, atLeast = 1): Promise<string> {
  let found = '';
  await expect
    .poll(async () => {
      const reply = await fetch(`${origin}/dev/mail?format=json`);
      const mails = (await reply.json()) as Mail[];
      const matches = mails
        .filter(({ to }) => to === address)
        .map(({ text }) => pattern.exec(text))
        .filter((match) => match !== null);
      const match = matches.length < atLeast ? undefined : matches.at(-1);
      found = match?.[1] ?? match?.[0] ?? '';
      return found;
    }, `${pattern} in a mail for ${address}`)
    .not.toBe('');
  return found;
}

/** A second browser for the same server, with its own cookies. */
export async function otherBrowser(context: BrowserContext, watch: Watch): Promise<BrowserContext> {
  const other = await context.browser()!.newContext({ baseURL: new URL(context.pages()[0]!.url()).origin });
  other.on('page', (page) => watch.follow(page));
  return other;
}
