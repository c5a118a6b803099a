import { mathLength } from '../math/split';
import { safeHref } from './sources';

/**
 * Reads the part of Markdown that answers use. What it does not know stays text; there is no HTML in the result, so
 * nothing in an answer can act.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'math'; text: string; display: boolean }
  | { kind: 'em' | 'strong'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'citation'; number: number };

export type Block =
  | { kind: 'paragraph' | 'heading'; children: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; children: Block[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] };

const fence = /^ {0,3}(`{3,}|~{3,})/;
const bullet = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)/;
const quote = /^ {0,3}> ?/;
const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/;
const deepest = 8;

export function parseMarkdown(text: string): Block[] {
  return parseBlocks(text.split(/\r\n|\n|\r/), 0);
}

function parseBlocks(lines: string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const [block, length] = parseBlock(lines, at, depth);
    if (block) blocks.push(block);
    at += length;
  }
  return blocks;
}

function parseBlock(lines: string[], at: number, depth: number): [Block | null, number] {
  const line = lines[at]!;
  if (line.trim() === '') return [null, 1];
  if (fence.test(line)) return codeBlock(lines, at);
  const title = heading.exec(line);
  if (title) return [{ kind: 'heading', children: parseInline(title[1]!) }, 1];
  if (depth < deepest && quote.test(line)) return quoteBlock(lines, at, depth);
  if (depth < deepest && bullet.test(line)) return listBlock(lines, at, depth);
  return paragraph(lines, at);
}

function codeBlock(lines: string[], at: number): [Block, number] {
  const marker = fence.exec(lines[at]!)![1]!;
  const isEnd = (line: string) => line.trim().startsWith(marker) && /^[`~]+$/.test(line.trim());
  let end = at + 1;
  while (end < lines.length && !isEnd(lines[end]!)) end++;
  const text = lines.slice(at + 1, end).join('\n');
  return [{ kind: 'code', text }, end - at + 1];
}

function quoteBlock(lines: string[], at: number, depth: number): [Block, number] {
  let end = at;
  while (end < lines.length && quote.test(lines[end]!)) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(quote, ''));
  return [{ kind: 'quote', children: parseBlocks(inner, depth + 1) }, end - at];
}

function listBlock(lines: string[], at: number, depth: number): [Block, number] {
  const ordered = /\d/.test(bullet.exec(lines[at]!)![2]!);
  const items: string[][] = [];
  let end = at;
  let indent = 0;
  for (; end < lines.length; end++) {
    const line = lines[end]!;
    const blank = line.trim() === '';
    const inside = items.length > 0 && (blank || leading(line) >= indent);
    const start = inside ? null : bullet.exec(line);
    if (start && /\d/.test(start[2]!) === ordered) {
      indent = Math.min(start[0].length, start[1]!.length + start[2]!.length + 4);
      items.push([line.slice(start[0].length)]);
    } else if (
      inside &&
      !(blank && leading(lines[end + 1] ?? '') < indent && !bullet.test(lines[end + 1] ?? ''))
    ) {
      items.at(-1)!.push(line.slice(indent));
    } else {
      break;
    }
  }
  const start = ordered ? parseInt(lines[at]!.trim(), 10) : 1;
  return [
    { kind: 'list', ordered, start, items: items.map((item) => parseBlocks(item, depth + 1)) },
    end - at,
  ];
}

function leading(line: string): number {
  return line.length - line.trimStart().length;
}

function paragraph(lines: string[], at: number): [Block, number] {
  let end = at + 1;
  const begins = (line: string) =>
    line.trim() === '' || fence.test(line) || heading.test(line) || quote.test(line) || bullet.test(line);
  while (end < lines.length && !begins(lines[end]!)) end++;
  const text = lines.slice(at, end).map((line) => line.trim());
  return [{ kind: 'paragraph', children: parseInline(text.join(' ')) }, end - at];
}

/** Tries each kind of inline at one place; the first that fits tells how long it is. */
const readers: ((text: string, at: number, depth: number) => [Inline[], number] | null)[] = [
  (text, at) => {
    const mark = /^\ue000(\d+)\ue001/.exec(text.slice(at, at + 12));
    return mark && [[{ kind: 'citation', number: Number(mark[1]) }], mark[0].length];
  },
  (text, at) => {
    const escape = text[at] === '\\' && /[!-/:-@[-`{-~]/.test(text[at + 1] ?? '');
    return escape ? [[{ kind: 'text', text: text[at + 1]! }], 2] : null;
  },
  code,
  (text, at) => {
    const length = text[at] === '$' ? mathLength(text, at) : 0;
    if (length === 0) return null;
    const display = text.startsWith('$$', at);
    const [inner, marks] = takeMarks(text.slice(at, at + length));
    return [
      [{ kind: 'math', text: display ? inner.slice(2, -2) : inner.slice(1, -1), display }, ...marks],
      length,
    ];
  },
  link,
  (text, at, depth) => emphasis(text, at, '**', 'strong', depth) ?? emphasis(text, at, '__', 'strong', depth),
  (text, at, depth) => emphasis(text, at, '*', 'em', depth) ?? emphasis(text, at, '_', 'em', depth),
];

export function parseInline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain) parts.push({ kind: 'text', text: plain });
    plain = '';
  };
  for (let at = 0; at < text.length;) {
    const found = depth < deepest && /[\ue000\\`$[*_]/.test(text[at]!) ? firstFit(text, at, depth) : null;
    if (found) {
      flush();
      parts.push(...found[0]);
      at += found[1];
    } else {
      plain += text[at]!;
      at++;
    }
  }
  flush();
  return parts;
}

function firstFit(text: string, at: number, depth: number): [Inline[], number] | null {
  for (const read of readers) {
    const found = read(text, at, depth);
    if (found) return found;
  }
  return null;
}

function code(text: string, at: number): [Inline[], number] | null {
  if (text[at] !== '`') return null;
  const ticks = /^`+/.exec(text.slice(at))![0];
  let end = text.indexOf(ticks, at + ticks.length);
  while (end >= 0 && text[end + ticks.length] === '`') end = text.indexOf(ticks, end + ticks.length + 1);
  if (end < 0) return [[{ kind: 'text', text: ticks }], ticks.length];
  const [inner, marks] = takeMarks(text.slice(at + ticks.length, end));
  const trimmed = /^ .*[^ ].* $/.test(inner) ? inner.slice(1, -1) : inner;
  return [[{ kind: 'code', text: trimmed }, ...marks], end + ticks.length - at];
}

function link(text: string, at: number, depth: number): [Inline[], number] | null {
  if (text[at] !== '[') return null;
  const found = /^\[([^[\]]*)\]\(([^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)/.exec(text.slice(at, at + 2000));
  if (!found) return null;
  const href = safeHref(found[2]!.replace(/[\ue000\ue001]/g, ''));
  const children = parseInline(found[1]!, depth + 1);
  return [href === null ? children : [{ kind: 'link', href, children }], found[0].length];
}

function emphasis(
  text: string,
  at: number,
  marker: string,
  kind: 'em' | 'strong',
  depth: number,
): [Inline[], number] | null {
  const from = at + marker.length;
  if (!text.startsWith(marker, at) || /^(\s|$)/.test(text.slice(from, from + 1))) return null;
  const word = /[\p{L}\p{N}]/u;
  if (marker.includes('_') && word.test(text[at - 1] ?? '')) return null;
  for (let end = text.indexOf(marker, from + 1); end >= 0; end = text.indexOf(marker, end + 1)) {
    const after = text[end + marker.length] ?? '';
    if (/\s/.test(text[end - 1]!) || (marker.length === 1 && (after === marker || text[end - 1] === marker)))
      continue;
    if (marker.includes('_') && word.test(after)) continue;
    return [[{ kind, children: parseInline(text.slice(from, end), depth + 1) }], end + marker.length - at];
  }
  return null;
}

/** Code and formulas are taken literally, so citations in the middle of one are put behind it. */
function takeMarks(text: string): [string, Inline[]] {
  const marks: Inline[] = [];
  const rest = text.replace(/\ue000(\d+)\ue001/g, (_, number: string) => {
    marks.push({ kind: 'citation', number: Number(number) });
    return '';
  });
  return [rest, marks];
}
