/** More than this in one event, in characters, is no answer of ours. */
const mostCharacters = 4_000_000;

/**
 * Decodes a stream of server-sent events, however it is cut into pieces. Only the data is kept: the ChatKit protocol
 * names the kind of an event inside it.
 */
export class EventDecoder {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private data: string[] = [];
  private size = 0;
  private afterReturn = false;

  /** The data of the events that are complete with this piece. */
  push(bytes: Uint8Array): string[] {
    const text = this.withoutSplitLineEnd(this.decoder.decode(bytes, { stream: true }));
    const lines = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? '';
    this.grow(this.rest.length);
    const events: string[] = [];
    for (const line of lines) {
      if (line === '') this.finish(events);
      else this.field(line);
    }
    return events;
  }

  /** A line end \r\n may be cut in two: the \r has then ended the line, and the \n must not end another. */
  private withoutSplitLineEnd(text: string): string {
    if (text === '') return text;
    const rest = this.afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    this.afterReturn = text.endsWith('\r');
    return rest;
  }

  private field(line: string): void {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    if (name !== 'data') return; // comments, names and ids of events
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    this.data.push(value);
    this.size += value.length;
    this.grow(0);
  }

  private finish(events: string[]): void {
    if (this.data.length > 0) events.push(this.data.join('\n'));
    this.data = [];
    this.size = 0;
  }

  private grow(more: number): void {
    if (this.size + more > mostCharacters) throw new Error('The server sent an event that is too large.');
  }
}

/** The data of each event of a reply's body. An event that the end cuts off is dropped. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new EventDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* decoder.push(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
