import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, newPerson, register, test, visit } from './fixtures';
import { lesson } from './lesson';

const question = 'What is the falling time of an upright stick?';

const launcher = (page: Page) => page.getByRole('button', { name: /^Ask (the book|about this passage)$/ });
const panelOf = (page: Page) => page.getByRole('dialog', { name: 'Book assistant' });

async function openPanel(page: Page): Promise<Locator> {
  await launcher(page).click();
  await expect(panelOf(page)).toBeVisible();
  return panelOf(page);
}

async function ask(page: Page, text: string): Promise<void> {
  const field = panelOf(page).getByLabel('Your question');
  await field.fill(text);
  await field.press('Enter');
}

/** Keeps requests waiting until they are released. */
async function held(page: Page, url: string): Promise<{ asked: Promise<unknown>; release: () => void }> {
  let release = () => {};
  const gate = new Promise<void>((resolve) => (release = resolve));
  await page.route(url, async (route) => {
    await gate;
    await route.continue();
  });
  return { asked: page.waitForRequest(url), release };
}

const answers = (panel: Locator) => panel.locator('.ly-chat-answer[data-state="complete"]');

test('a visitor signs in, asks, and follows a citation to its section', async ({ page, isMobile }) => {
  await visit(page, lesson.path);
  const panel = await openPanel(page);
  await expectAccessible(page, '.ly-chat');
  await panel.getByRole('button', { name: 'Sign in to ask' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in' });
  const person = newPerson();
  await dialog.getByRole('button', { name: 'Create an account' }).click();
  const form = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: 'Create account' }) });
  await form.getByLabel('Name').fill(person.name);
  await form.getByLabel('E-mail').fill(person.email);
  await form.getByLabel('Password', { exact: true }).fill(person.password);
  // Until it is known who has signed up, nobody can ask.
  const known = await held(page, '**/api/auth/get-session*');
  await form.getByRole('button', { name: 'Create account' }).click();
  await known.asked;
  await expect(panel.getByRole('button', { name: 'Sign in to ask' })).toBeAttached();
  await expect(panel.getByLabel('Your question')).toBeHidden();
  known.release();

  await expect(panel.getByLabel('Your question')).toBeFocused();
  await page.evaluate(() => ((window as { notReloaded?: boolean }).notReloaded = true));
  await ask(page, question);
  await expect(answers(panel)).toHaveCount(1);
  await expect(panel.getByText('From the book')).toBeVisible();
  await expect(panel.getByRole('status').last()).toContainText('Answer:');
  await expectAccessible(page, '.ly-chat');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);

  const citation = panel.locator('.ly-chat-sources a').first();
  const href = (await citation.getAttribute('href'))!;
  expect(href).toMatch(/^\/book\/[a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+#/);
  await citation.click();
  await page.waitForURL((url) => url.pathname + url.hash === href);
  const heading = page.locator(`[id="${decodeURIComponent(href.split('#')[1]!)}"]`);
  await expect(heading).toBeInViewport();
  expect(await page.evaluate(() => (window as { notReloaded?: boolean }).notReloaded)).toBe(true);
  // On a phone the panel would hide the section.
  if (isMobile) await expect(panel).toBeHidden();
  else await expect(panel).toBeVisible();
});

test('what the book does not say is not made up', async ({ page }) => {
  await register(page);
  await visit(page, lesson.path);
  const panel = await openPanel(page);
  await ask(page, 'Who won the football world cup in 1954?');
  await expect(answers(panel)).toContainText('The book does not say.');
  await expect(panel.getByText('From the book')).toHaveCount(0);
  await expect(answers(panel).getByRole('link').first()).toHaveAttribute('href', /^\/book\//);
});

test('conversations are kept, opened again and deleted', async ({ page }) => {
  await register(page);
  await visit(page, lesson.path);
  const panel = await openPanel(page);
  await ask(page, question);
  await expect(answers(panel)).toHaveCount(1);
  await ask(page, 'How late may the answer be?');
  await expect(answers(panel)).toHaveCount(2);

  await page.reload();
  await openPanel(page);
  await panel.getByRole('button', { name: 'Earlier' }).click();
  await expect(panel.locator('.ly-chat-thread')).toHaveCount(1);
  await expectAccessible(page, '.ly-chat');
  await panel.locator('.ly-chat-thread').click();
  await expect(answers(panel)).toHaveCount(2);
  await expect(panel).toContainText(question);

  await panel.getByRole('button', { name: 'New' }).click();
  await expect(panel).toContainText('Ask anything about the book.');
  await panel.getByRole('button', { name: 'Earlier' }).click();
  await panel.getByRole('button', { name: /^Delete/ }).click();
  await panel.getByRole('button', { name: /^Really delete/ }).click();
  await expect(panel).toContainText('You have not asked anything yet.');
});

test('an answer that fails can be tried again', async ({ page }) => {
  await register(page);
  await visit(page, lesson.path);
  const panel = await openPanel(page);
  const failure = { type: 'error', code: 'stream.error', allow_retry: true };
  await page.route(
    '**/assistant/chatkit',
    (route) =>
      route.fulfill({ contentType: 'text/event-stream', body: `data: ${JSON.stringify(failure)}\n\n` }),
    { times: 1 },
  );
  await ask(page, question);
  await expect(panel.getByRole('alert')).toContainText('could not finish');
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(answers(panel)).toHaveCount(1);
  await expect(panel.locator('.ly-chat-asked')).toHaveCount(1);
  await expect(panel.getByRole('alert')).toHaveCount(0);
});

test('an answer can be stopped, and what was written stays', async ({ page }) => {
  // An answer that does not end by itself: the events come, the end does not until the request is given up.
  await page.addInitScript(() => {
    const item = { type: 'assistant_message', id: 'msg_a', content: [] };
    const content = { type: 'output_text', text: 'Half an answer', annotations: [] };
    const added = { type: 'assistant_message.content_part.added', content_index: 0, content };
    const events = [
      { type: 'stream_options', stream_options: { allow_cancel: true } },
      { type: 'thread.item.added', item },
      { type: 'thread.item.updated', item_id: 'msg_a', update: added },
    ];
    const real = window.fetch.bind(window);
    window.fetch = (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      if (!url.endsWith('/assistant/chatkit')) return real(input, init);
      const body = new ReadableStream({
        start: (controller) => {
          const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
          controller.enqueue(new TextEncoder().encode(text));
          init?.signal?.addEventListener('abort', () =>
            controller.error(new DOMException('given up', 'AbortError')),
          );
        },
      });
      return Promise.resolve(new Response(body, { headers: { 'Content-Type': 'text/event-stream' } }));
    };
  });
  await register(page);
  await visit(page, lesson.path);
  const panel = await openPanel(page);
  await ask(page, question);
  await expect(panel).toContainText('Half an answer');
  await panel.getByRole('button', { name: 'Stop' }).click();
  await expect(panel).toContainText('it was not completed');
  await expect(panel).toContainText('Half an answer');
  await expect(panel.getByRole('alert')).toHaveCount(0);
  await expect(panel.getByRole('button', { name: 'Ask' })).toBeVisible();
});

test('limits and lost connections are told in plain words', async ({ page, watch }) => {
  watch.expect(/429/);
  watch.expect(/ERR_FAILED/);
  await register(page);
  await visit(page, lesson.path);
  const panel = await openPanel(page);
  const refusal = { status: 429, json: { code: 'TOO_MANY_REQUESTS', message: 'Too many requests.' } };
  await page.route('**/assistant/chatkit', (route) => route.fulfill(refusal), { times: 1 });
  await ask(page, question);
  await expect(panel.getByRole('alert')).toContainText('Wait a minute');
  await page.route('**/assistant/chatkit', (route) => route.abort(), { times: 1 });
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(panel.getByRole('alert')).toContainText('cannot be reached');
  await panel.getByRole('button', { name: 'Try again' }).click();
  await expect(answers(panel)).toHaveCount(1);
});

test('a marked passage goes with the question', async ({ page }) => {
  await register(page);
  await visit(page, lesson.path);
  const passage = page.locator('.theme-doc-markdown > p').first();
  await passage.evaluate((element) => window.getSelection()?.selectAllChildren(element));
  await page.getByRole('button', { name: 'Ask about this passage' }).click();
  const panel = panelOf(page);
  await expect(panel.locator('.ly-chat-chip')).toContainText((await passage.innerText()).slice(0, 30));
  const sent = page.waitForRequest('**/assistant/chatkit');
  await ask(page, 'What does this mean?');
  const body = (await sent).postDataJSON() as {
    params: { input: { quoted_text: string } };
    metadata: object;
  };
  expect(body.params.input.quoted_text).toContain((await passage.innerText()).slice(0, 30));
  expect(body.metadata).toEqual({ lesson: lesson.path.replace('/book/', '') });
  await expect(panel.locator('.ly-chat-chip')).toHaveCount(0);
  await expect(answers(panel)).toHaveCount(1);
});

test('the keyboard opens and closes the panel', async ({ page, isMobile }) => {
  await visit(page, lesson.path);
  await launcher(page).focus();
  await page.keyboard.press('Enter');
  const panel = panelOf(page);
  await expect(panel).toBeVisible();
  if (isMobile) {
    // Over the page the focus stays inside; between its last and its first stop the browser's own controls have it.
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      const leaked = await page.evaluate(() => {
        const at = document.activeElement;
        return at !== document.body && at?.closest('.ly-chat') === null;
      });
      expect(leaked).toBe(false);
    }
  }
  await panel.getByRole('button', { name: 'Sign in to ask' }).focus();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(launcher(page)).toBeFocused();
});

test('the assistant is offered in the book only', async ({ page }) => {
  await visit(page, '/');
  await expect(launcher(page)).toHaveCount(0);
});
