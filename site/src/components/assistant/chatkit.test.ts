import { describe, expect, test } from 'vitest';
import type { ApiRequest } from '@site/src/lib/api';
import { ChatKit } from './chatkit';

interface Sent {
  path: string;
  request: ApiRequest;
}

/** A ChatKit whose replies are given, and what it has sent. */
function kit(...replies: Response[]) {
  const sent: Sent[] = [];
  const chatkit = new ChatKit(
    (path, request) => {
      sent.push({ path, request });
      return Promise.resolve(replies.shift()!);
    },
    () => 'en',
  );
  return { chatkit, sent };
}

const stream = (...events: object[]) =>
  new Response(events.map((e) => `data: ${JSON.stringify(e)}\n\n`).join(''), {
    headers: { 'Content-Type': 'text/event-stream; charset=utf-8' },
  });
const context = { lesson: 'a/b/c' };
const signal = new AbortController().signal;

async function collect<T>(events: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('ChatKit', () => {
  test('asks in a new thread', async () => {
    const { chatkit, sent } = kit(stream({ type: 'progress_update', text: 'x' }));
    const question = { text: 'Why?', quoted: 'a passage', context };
    expect(await collect(chatkit.ask(null, question, signal))).toEqual([
      { type: 'progress_update', text: 'x' },
    ]);
    expect(sent[0]?.path).toBe('/assistant/chatkit');
    expect(sent[0]?.request.headers).toEqual({ Accept: 'text/event-stream', 'Accept-Language': 'en' });
    expect(sent[0]?.request.body).toEqual({
      type: 'threads.create',
      params: {
        input: {
          content: [{ type: 'input_text', text: 'Why?' }],
          attachments: [],
          inference_options: {},
          quoted_text: 'a passage',
        },
      },
      metadata: context,
    });
  });

  test('asks on in a thread', async () => {
    const { chatkit, sent } = kit(stream());
    await collect(chatkit.ask('thr_1', { text: 'And?', quoted: null, context }, signal));
    const body = sent[0]?.request.body as { type: string; params: { thread_id: string; input: object } };
    expect(body.type).toBe('threads.add_user_message');
    expect(body.params.thread_id).toBe('thr_1');
    expect(body.params.input).not.toHaveProperty('quoted_text');
  });

  test('a reply that is no stream is refused', async () => {
    const { chatkit } = kit(new Response('<html>', { headers: { 'Content-Type': 'text/html' } }));
    await expect(
      collect(chatkit.ask(null, { text: 'x', quoted: null, context }, signal)),
    ).rejects.toMatchObject({
      code: 'BAD_REPLY',
    });
  });

  test('an event that is none is an error', async () => {
    const reply = new Response('data: nonsense\n\n', { headers: { 'Content-Type': 'text/event-stream' } });
    const { chatkit } = kit(reply);
    await expect(collect(chatkit.ask(null, { text: 'x', quoted: null, context }, signal))).rejects.toThrow();
  });

  test('a long thread is read page by page', async () => {
    const item = (id: string) => ({ type: 'user_message', id, content: [] });
    const { chatkit, sent } = kit(
      Response.json({ id: 't', created_at: '', items: { data: [item('1')], has_more: true, after: 'c1' } }),
      Response.json({ data: [], has_more: true, after: 'c2' }),
      Response.json({ data: [item('2')], has_more: false }),
    );
    const thread = await chatkit.open('t');
    expect(thread.items.data.map(({ id }) => id)).toEqual(['1', '2']);
    expect(sent.map(({ request }) => (request.body as { type: string }).type)).toEqual([
      'threads.get_by_id',
      'items.list',
      'items.list',
    ]);
    expect(sent[2]?.request.body).toMatchObject({ params: { thread_id: 't', order: 'asc', after: 'c2' } });
  });
});
