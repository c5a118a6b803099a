/** A stretch of text, or of TeX as it stood between dollar signs. */
export interface Segment {
  kind: 'text' | 'inline' | 'display';
  text: string;
}

/**
 * Finds $…$ and $$…$$ in text. As in Pandoc, the opening dollar is followed by something other than space, the closing
 * one preceded by it and not followed by a digit: "from $5 to $6" is no mathematics.
 */
export function splitMath(text: string): Segment[] {
  const segments: Segment[] = [];
  let plain = '';
  let at = 0;
  while (at < text.length) {
    const length = text[at] === '$' ? mathLength(text, at) : 0;
    if (length === 0) {
      const escaped = text[at] === '\\' && at + 1 < text.length;
      plain += text.slice(at, at + (escaped ? 2 : 1));
      at += escaped ? 2 : 1;
      continue;
    }
    if (plain) segments.push({ kind: 'text', text: plain });
    plain = '';
    segments.push(unfence(text.slice(at, at + length)));
    at += length;
  }
  if (plain) segments.push({ kind: 'text', text: plain });
  return segments;
}

function unfence(math: string): Segment {
  const fence = math.startsWith('$$') ? 2 : 1;
  return { kind: fence === 2 ? 'display' : 'inline', text: math.slice(fence, -fence) };
}

/** How long the mathematics is that begins here, dollar signs included; 0 when none does. */
export function mathLength(text: string, start: number): number {
  const fence = text.startsWith('$$', start) ? '$$' : '$';
  const from = start + fence.length;
  if (from >= text.length || (fence === '$' && /\s/.test(text[from]!))) return 0;
  for (let end = text.indexOf('$', from + 1); end >= 0; end = text.indexOf('$', end + 1)) {
    const before = text[end - 1]!;
    if (before === '\\') continue;
    if (fence === '$$') {
      if (text[end + 1] === '$') return end + 2 - start;
    } else if (!/\s/.test(before) && !/\d/.test(text[end + 1] ?? '')) {
      return end + 1 - start;
    }
  }
  return 0;
}
