import { describe, expect, test } from 'vitest';
import type { Annotation, Source } from './protocol';
import { numberSources, placeMarks, safeHref } from './sources';

const url = (path: string): Source => ({ type: 'url', title: path, url: path });
const note = (source: Source, index?: number): Annotation => ({
  type: 'annotation',
  source,
  ...(index !== undefined && { index }),
});
const marked = (text: string, annotations: Annotation[]) =>
  placeMarks(text, annotations, numberSources(annotations)).replace(/\ue000(\d+)\ue001/g, '<$1>');

describe('numberSources', () => {
  test('each source once, in the order of mention', () => {
    const sources = numberSources([note(url('/b'), 9), note(url('/a'), 2), note(url('/b'), 20)]);
    expect(sources.map(({ number, href }) => [number, href])).toEqual([
      [1, '/b'],
      [2, '/a'],
    ]);
  });

  test.each<[Source, string | null]>([
    [{ type: 'entity', title: 't', id: 'x', data: { lesson: 'a/b/c', anchor: 'd' } }, '/book/a/b/c#d'],
    [
      { type: 'entity', title: 't', id: 'x', data: { lesson: 'a/b/c', anchor: 'd', url: '/book/a/b/c' } },
      '/book/a/b/c#d',
    ],
    [{ type: 'entity', title: 't', id: 'x', data: { url: '/book/a#z' } }, '/book/a#z'],
    [{ type: 'entity', title: 't', id: 'x' }, null],
    [{ type: 'file', title: 't', filename: 'f.pdf' }, null],
    [{ type: 'url', title: 't', url: 'javascript:alert(1)' }, null],
  ])('%j opens %j', (source, href) => {
    expect(numberSources([note(source)])[0]?.href).toBe(href);
  });
});

describe('placeMarks', () => {
  test('marks stand at their places, counted as JavaScript counts; equal places in one spot', () => {
    const notes = [note(url('/a'), 4), note(url('/b'), 12), note(url('/a'), 12), note(url('/a'), 12)];
    expect(marked('One. 🤖 Two.', notes)).toBe('One.<1> 🤖 Two.<2><1>');
  });

  test('places outside the text move to its ends; sources without a place are only listed', () => {
    expect(marked('ab', [note(url('/a'), 99), note(url('/b'), -1), note(url('/c'))])).toBe('<2>ab<1>');
  });

  test('marks in the text itself are no marks', () => {
    expect(marked('x\ue0001\ue001', [])).toBe('x\ufffd1\ufffd');
  });

  test('numbers in brackets count when no place is named, and only as far as there are sources', () => {
    const text = 'One [1]. a[1] and [3], [1](/x).';
    expect(marked(text, [note(url('/a')), note(url('/b'))])).toBe('One <1>. a[1] and [3], [1](/x).');
    expect(marked('One [1].', [note(url('/a'), 3)])).toBe('One<1> [1].');
  });
});

describe('safeHref', () => {
  test.each(['//evil.test', '/\\evil.test', 'javascript:x', 'data:x', 'mailto:a@b.test', 'relative', ''])(
    '%j is refused',
    (text) => expect(safeHref(text)).toBeNull(),
  );
  test.each(['/book/a#b', 'https://x.test/y', 'http://x.test/'])('%j is fine', (text) =>
    expect(safeHref(text)).toBe(text),
  );
});
