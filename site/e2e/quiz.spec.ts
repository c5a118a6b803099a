import type { Locator, Page } from '@playwright/test';
import { expect, expectAccessible, signUp, test, visit } from './fixtures';
import { lesson, quizKey, type KeyQuestion } from './lesson';

const { questions, text: keyText } = quizKey();

const quizOf = (page: Page) => page.getByRole('region', { name: 'Quiz' });
const fieldOf = (quiz: Locator, { id }: KeyQuestion) => quiz.locator(`[data-question="${id}"]`);

async function open(page: Page): Promise<Locator> {
  await visit(page, lesson.path);
  const quiz = quizOf(page);
  await expect(quiz.getByRole('group')).toHaveCount(questions.length);
  return quiz;
}

async function answer(quiz: Locator, question: KeyQuestion, right: boolean): Promise<void> {
  const field = fieldOf(quiz, question);
  if (question.type === 'numeric') {
    await field.getByLabel('Your answer').fill(String((question.answer ?? 0) + (right ? 0 : 1000)));
    return;
  }
  const wanted = question.options!.filter((option) => Boolean(option.right) === right);
  for (const { id } of question.type === 'single' ? wanted.slice(0, 1) : wanted) {
    await field.locator(`input[value="${id}"]`).check();
  }
}

const submit = (quiz: Locator) => quiz.getByRole('button', { name: 'Check answers' }).click();
const status = (quiz: Locator) => quiz.getByRole('status');

test('wrong answers are explained, right ones pass', async ({ page }) => {
  const quiz = await open(page);
  await expectAccessible(page, '.ly-quiz');
  for (const question of questions) await answer(quiz, question, false);
  await submit(quiz);
  await expect(status(quiz)).toContainText(`Not passed yet. 0 of ${questions.length} right`);
  const first = questions.find(({ type }) => type === 'single')!;
  await expect(fieldOf(quiz, first)).toContainText('Not right');
  await expect(fieldOf(quiz, first)).toContainText('Your choice is not right.');
  await expect(fieldOf(quiz, first)).toContainText('This is the right answer.');
  await expectAccessible(page, '.ly-quiz');

  await quiz.getByRole('button', { name: 'Try again' }).click();
  await expect(fieldOf(quiz, questions[0]!).locator('input').first()).toBeFocused();
  for (const question of questions) await answer(quiz, question, true);
  await submit(quiz);
  await expect(status(quiz)).toContainText(`Passed. ${questions.length} of ${questions.length} right`);
});

test('the keyboard suffices', async ({ page, isMobile }) => {
  test.skip(isMobile, 'a phone has no keyboard of this kind');
  const quiz = await open(page);
  const single = questions.find(({ type }) => type === 'single')!;
  const field = fieldOf(quiz, single);
  await field.locator('input').first().focus();
  await page.keyboard.press('Space');
  await expect(field.locator('input').first()).toBeChecked();
  await page.keyboard.press('ArrowDown');
  await expect(field.locator('input').nth(1)).toBeChecked();
});

test('what is not answered is said, before anything is sent', async ({ page }) => {
  const quiz = await open(page);
  await answer(quiz, questions[0]!, true);
  let sent = 0;
  page.on('request', (request) => (sent += request.url().endsWith('/attempts') ? 1 : 0));
  await submit(quiz);
  await expect(status(quiz)).toContainText(`${questions.length - 1} questions are not answered yet`);
  await expect(fieldOf(quiz, questions[1]!).locator('input').first()).toBeFocused();
  await expect(fieldOf(quiz, questions[1]!)).toHaveAccessibleDescription(/Choose|Enter/);
  await expectAccessible(page, '.ly-quiz');
  expect(sent).toBe(0);
});

test('a lost reply is asked for again under the same id', async ({ page, watch }) => {
  watch.expect(/ERR_CONNECTION_RESET/);
  const quiz = await open(page);
  const ids: string[] = [];
  await page.route('**/attempts', async (route) => {
    ids.push((route.request().postDataJSON() as { attempt: string }).attempt);
    if (ids.length > 1) return route.continue();
    await route.fetch(); // the server grades it, but the reply is lost
    return route.abort('connectionreset');
  });
  for (const question of questions) await answer(quiz, question, true);
  await submit(quiz);
  await expect(status(quiz)).toContainText('Your answers could not be checked, and are still here.');
  await submit(quiz);
  await expect(status(quiz)).toContainText('Passed.');
  expect(ids).toHaveLength(2);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(ids[1]).toBe(ids[0]);
});

test('nothing the browser gets before answering tells an answer', async ({ page }) => {
  const replies: string[] = [];
  page.on('response', async (reply) => {
    const { pathname } = new URL(reply.url());
    if (!/\.(js|html)$/.test(pathname) && !pathname.startsWith('/api/') && pathname !== lesson.path) return;
    replies.push(await reply.text().catch(() => ''));
  });
  const quiz = await open(page);
  await quiz.scrollIntoViewIfNeeded();
  const feedback = questions.flatMap(({ options }) => options?.map((o) => o.feedback) ?? []);
  const telling = feedback
    .map((sentence) => sentence.split(/[*$`<"]/)[0]!.trim())
    .filter((s) => s.length > 20);
  expect(telling.length).toBeGreaterThan(5);
  expect(replies.some((text) => text.includes('"passMark"'))).toBe(true);
  for (const text of replies) {
    for (const sentence of telling) expect(text).not.toContain(sentence);
  }
  expect(keyText).toContain(telling[0]!);
});

test('a visitor’s attempts belong to the account made afterwards', async ({ page }) => {
  const quiz = await open(page);
  for (const question of questions) await answer(quiz, question, true);
  await submit(quiz);
  await expect(status(quiz)).toContainText('Passed.');
  await page.evaluate(() => window.scrollTo(0, 0));
  await signUp(page);
  await expect(quiz).toContainText(`Your best so far: ${questions.length} of ${questions.length}, passed.`);
});

test('a quiz that cannot be loaded says so and can be tried again', async ({ page, watch }) => {
  watch.expect(/ERR_FAILED/);
  await page.route(`**/api/quizzes/${lesson.quiz}`, (route) => route.abort(), { times: 1 });
  await visit(page, lesson.path);
  const quiz = quizOf(page);
  await expect(quiz.getByRole('alert')).toContainText('The quiz could not be loaded.');
  await quiz.getByRole('button', { name: 'Try again' }).click();
  await expect(quiz.getByRole('group')).toHaveCount(questions.length);
});
