import { describe, expect, test } from 'vitest';
import { EventDecoder, readEvents } from './sse';

const bytes = (text: string) => new TextEncoder().encode(text);

function decode(...pieces: (string | Uint8Array)[]): string[] {
  const decoder = new EventDecoder();
  return pieces.flatMap((piece) => decoder.push(typeof piece === 'string' ? bytes(piece) : piece));
}

describe('EventDecoder', () => {
  test.each([
    ['one event', 'data: a\n\n', ['a']],
    ['two events', 'data: a\n\ndata: b\n\n', ['a', 'b']],
    ['several lines of data', 'data: a\ndata: b\n\n', ['a\nb']],
    ['comments', ': ping\n\n: ping\ndata: a\n: ping\n\n', ['a']],
    ['other fields', 'event: x\nid: 1\nretry: 5\ndata: a\n\n', ['a']],
    ['only one space goes', 'data:  a\n\n', [' a']],
    ['no space', 'data:a\n\n', ['a']],
    ['data without a colon', 'data\n\n', ['']],
    ['a name that only begins like data', 'database: x\n\n', []],
    ['returns with line feeds', 'data: a\r\n\r\ndata: b\r\n\r\n', ['a', 'b']],
    ['returns alone', 'data: a\r\rdata: b\r\r', ['a', 'b']],
    ['a byte order mark', '\ufeffdata: a\n\n', ['a']],
    ['an event cut off by the end', 'data: a\n\ndata: b', ['a']],
    ['an event without its blank line', 'data: a\n', []],
    ['blank lines only', '\n\n\n', []],
  ])('%s', (_, text, events) => expect(decode(text)).toEqual(events));

  const text = 'data: {"text":"λ→🤖"}\r\n\r\n: ping\r\n\r\ndata: x\ndata: y\n\ndata: end\r\r';
  const wanted = ['{"text":"λ→🤖"}', 'x\ny', 'end'];

  test('any cut into two pieces gives the same', () => {
    const all = bytes(text);
    for (let at = 0; at <= all.length; at++) {
      expect(decode(all.slice(0, at), all.slice(at)), `cut at ${at}`).toEqual(wanted);
    }
  });

  test('single bytes give the same', () => {
    expect(decode(...Array.from(bytes(text), (b) => Uint8Array.of(b)))).toEqual(wanted);
  });

  test('an endless event is refused', () => {
    const decoder = new EventDecoder();
    const piece = bytes(`data: ${'x'.repeat(1_000_000)}`);
    expect(() => {
      for (let i = 0; i < 6; i++) decoder.push(piece);
    }).toThrow('too large');
  });

  test('an endless event of many lines is refused', () => {
    const decoder = new EventDecoder();
    const piece = bytes(`data: ${'x'.repeat(1_000_000)}\n`);
    expect(() => {
      for (let i = 0; i < 6; i++) decoder.push(piece);
    }).toThrow('too large');
  });
});

describe('readEvents', () => {
  test('reads to the end', async () => {
    const body = new Response('data: a\n\ndata: b\n\n').body!;
    const events: string[] = [];
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual(['a', 'b']);
  });

  test('leaving early cancels the reply', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes('data: a\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const event of readEvents(body)) {
      expect(event).toBe('a');
      break;
    }
    expect(cancelled).toBe(true);
  });

  test('a broken connection is an error', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('cut')),
    });
    await expect(readEvents(body).next()).rejects.toThrow('cut');
  });
});
