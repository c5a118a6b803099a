import { describe, expect, test } from 'vitest';
import { emptyConversation, reduceConversation, type Action, type Conversation } from './conversation';
import type { Annotation, AssistantMessage, Item, StreamEvent, Update, UserMessage } from './protocol';

const thread = { id: 'thr_1', created_at: '2026-01-01T00:00:00Z', status: { type: 'active' } as const };
const question: UserMessage = {
  type: 'user_message',
  id: 'msg_1',
  content: [{ type: 'input_text', text: 'Why?' }],
};
const source: Annotation = {
  type: 'annotation',
  source: { type: 'url', title: 'T', url: '/book/a#b' },
  index: 8,
};
const answer: AssistantMessage = {
  type: 'assistant_message',
  id: 'msg_2',
  content: [{ type: 'output_text', text: 'Because.', annotations: [source] }],
};
const part = (update: Update): StreamEvent => ({ type: 'thread.item.updated', item_id: 'msg_2', update });

/** A normal answer, in the order of the protocol. */
const events: StreamEvent[] = [
  { type: 'thread.created', thread },
  { type: 'thread.item.done', item: question },
  { type: 'stream_options', stream_options: { allow_cancel: true } },
  { type: 'progress_update', text: 'Searching the book' },
  { type: 'thread.item.added', item: { ...answer, content: [] } },
  part({
    type: 'assistant_message.content_part.added',
    content_index: 0,
    content: { type: 'output_text', text: '', annotations: [] },
  }),
  part({ type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'Becau' }),
  part({ type: 'assistant_message.content_part.text_delta', content_index: 0, delta: 'se.' }),
  part({
    type: 'assistant_message.content_part.annotation_added',
    content_index: 0,
    annotation_index: 0,
    annotation: source,
  }),
  part({
    type: 'assistant_message.content_part.done',
    content_index: 0,
    content: { type: 'output_text', text: 'Because.', annotations: [] },
  }),
  { type: 'thread.item.done', item: answer },
  { type: 'thread.updated', thread: { ...thread, title: 'On causes' } },
];

function play(actions: Action[], from: Conversation = emptyConversation): Conversation {
  return actions.reduce(reduceConversation, from);
}

const asked: Action = { type: 'asked', text: 'Why?', quoted: null };
const event = (e: StreamEvent): Action => ({ type: 'event', event: e });
const ended: Action = { type: 'ended', stopped: false };

describe('reduceConversation', () => {
  test('a normal answer', () => {
    const state = play([asked, ...events.map(event), ended]);
    expect(state).toEqual({
      thread: { id: 'thr_1', title: 'On causes', status: { type: 'active' } },
      messages: [
        { kind: 'asked', id: 'msg_1', text: 'Why?', quoted: null },
        { kind: 'answered', id: 'msg_2', parts: answer.content, state: 'complete' },
      ],
      turn: null,
      notice: null,
      trouble: null,
    });
  });

  test('text grows while it streams, and earlier sources survive an empty list at the end of a part', () => {
    const partial = play([asked, ...events.slice(0, 7).map(event)]);
    expect(partial.messages[1]).toMatchObject({ state: 'open', parts: [{ text: 'Becau' }] });
    expect(partial.turn).toEqual({ progress: 'Searching the book', canStop: true });
    const whole = play([asked, ...events.slice(0, 10).map(event)]);
    expect(whole.messages[1]).toMatchObject({ parts: [{ text: 'Because.', annotations: [source] }] });
  });

  test('an answer may come at once', () => {
    const state = play([asked, ...[events[0]!, events[1]!, events[10]!].map(event), ended]);
    expect(state.messages).toHaveLength(2);
    expect(state.trouble).toBeNull();
  });

  test('a stream that ends too early has been cut', () => {
    const state = play([asked, ...events.slice(0, 7).map(event), ended]);
    expect(state.trouble).toMatchObject({ retry: true });
    expect(state.messages[1]).toMatchObject({ state: 'cut' });
    expect(play([asked, ended]).trouble).toMatchObject({ retry: true });
  });

  test('stopping is not a trouble', () => {
    const state = play([asked, ...events.slice(0, 7).map(event), { type: 'ended', stopped: true }]);
    expect(state.trouble).toBeNull();
    expect(state.turn).toBeNull();
    expect(state.messages[1]).toMatchObject({ state: 'cut', parts: [{ text: 'Becau' }] });
  });

  test('an error event is told, also after the end', () => {
    const error: StreamEvent = { type: 'error', code: 'custom', message: 'Too long.', allow_retry: false };
    const state = play([asked, event(error), ended]);
    expect(state.trouble).toEqual({ message: 'Too long.', retry: false, signIn: false });
    const plain = play([asked, event({ type: 'error', code: 'stream.error', allow_retry: true }), ended]);
    expect(plain.trouble).toMatchObject({ retry: true });
    expect(plain.trouble?.message).not.toBe('');
  });

  test('a removed answer disappears, a replaced one changes', () => {
    const before = play([asked, ...events.map(event)]);
    expect(play([event({ type: 'thread.item.removed', item_id: 'msg_2' })], before).messages).toHaveLength(1);
    const item: Item = { ...answer, content: [{ type: 'output_text', text: 'New.' }] };
    const replaced = play([event({ type: 'thread.item.replaced', item })], before);
    expect(replaced.messages[1]).toMatchObject({ parts: [{ text: 'New.' }] });
    expect(replaced.messages).toHaveLength(2);
  });

  test('what a newer server says more is passed over', () => {
    const before = play([asked]);
    const strange = { type: 'thread.hologram', item: {} } as unknown as StreamEvent;
    const widget = {
      type: 'thread.item.done',
      item: { type: 'widget', id: 'w', widget: {} },
    } as unknown as StreamEvent;
    const update = part({ type: 'workflow.task.added', task_index: 0 } as unknown as Update);
    expect(play([strange, widget, update].map(event), before)).toEqual(before);
  });

  test('the same question asked twice stays two questions', () => {
    const first = play([asked, ...events.map(event), ended]);
    const state = play(
      [asked, event({ type: 'thread.item.done', item: { ...question, id: 'msg_3' } })],
      first,
    );
    expect(state.messages.map(({ id }) => id)).toEqual(['msg_1', 'msg_2', 'msg_3']);
  });

  test('repeating drops what came after the question', () => {
    const cutOff = play([asked, ...events.slice(0, 7).map(event), ended]);
    const state = play([{ type: 'repeated', anew: false }], cutOff);
    expect(state.messages.map(({ id }) => id)).toEqual(['msg_1']);
    expect(state.turn).not.toBeNull();
    expect(state.trouble).toBeNull();
    const again: Item = { ...question, id: 'msg_9' };
    const anew = play(
      [{ type: 'repeated', anew: true }, event({ type: 'thread.item.done', item: again })],
      cutOff,
    );
    expect(anew.messages.map(({ id }) => id)).toEqual(['msg_9']);
  });

  test('an opened thread shows its messages only', () => {
    const items = [question, { type: 'workflow', id: 'wf' } as unknown as Item, answer];
    const state = play([{ type: 'opened', thread: { ...thread, title: 'T' }, items }]);
    expect(state.messages.map(({ id }) => id)).toEqual(['msg_1', 'msg_2']);
    expect(state.thread?.title).toBe('T');
  });
});
