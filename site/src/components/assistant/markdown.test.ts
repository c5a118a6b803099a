import { describe, expect, test } from 'vitest';
import { parseInline, parseMarkdown, type Block, type Inline } from './markdown';

/** A short form that reads well in expectations. */
function inline(parts: Inline[]): string {
  return parts
    .map((part) => {
      switch (part.kind) {
        case 'text':
          return part.text;
        case 'code':
          return `<code ${part.text}>`;
        case 'math':
          return `<math${part.display ? '!' : ''} ${part.text}>`;
        case 'citation':
          return `<${part.number}>`;
        case 'link':
          return `<a ${part.href} ${inline(part.children)}>`;
        default:
          return `<${part.kind} ${inline(part.children)}>`;
      }
    })
    .join('');
}

function block(blocks: Block[]): string {
  return blocks
    .map((b) => {
      switch (b.kind) {
        case 'code':
          return `pre(${b.text})`;
        case 'quote':
          return `quote(${block(b.children)})`;
        case 'list':
          return `${b.ordered ? `ol${b.start}` : 'ul'}(${b.items.map(block).join('; ')})`;
        default:
          return `${b.kind === 'heading' ? 'h' : 'p'}(${inline(b.children)})`;
      }
    })
    .join(' ');
}

describe('inline', () => {
  test.each([
    ['plain', 'plain'],
    ['*a* **b** `c`', '<em a> <strong b> <code c>'],
    ['**a *b* c**', '<strong a <em b> c>'],
    ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
    ['_a_ __b__', '<em a> <strong b>'],
    ['`` a ` b ``', '<code a ` b>'],
    ['`open', '`open'],
    ['**open', '**open'],
    ['**', '**'],
    ['\\*a\\*', '*a*'],
    ['`$x$` and $x_1*y*2$', '<code $x$> and <math x_1*y*2>'],
    ['$$a$$', '<math! a>'],
    ['$5 and $6', '$5 and $6'],
    ['[a](https://x.test/b(c))', '<a https://x.test/b(c) a>'],
    ['[a](/book/x#y)', '<a /book/x#y a>'],
    ['[a](javascript:alert(1))', 'a'],
    ['[a](data:text/html,x)', 'a'],
    ['[a](//x.test)', 'a'],
    ['[a](/\\x.test)', 'a'],
    ['a[0] and [1]', 'a[0] and [1]'],
    ['<b onclick="x">a</b>', '<b onclick="x">a</b>'],
    ['fact\ue0002\ue001.', 'fact<2>.'],
    ['`co\ue0001\ue001de`', '<code code><1>'],
    ['$a\ue0001\ue001b$', '<math ab><1>'],
  ])('%s', (text, wanted) => expect(inline(parseInline(text))).toBe(wanted));
});

describe('blocks', () => {
  test.each([
    ['a\nb\n\nc', 'p(a b) p(c)'],
    ['# T #\ntext', 'h(T) p(text)'],
    ['> a\n> b\n\nc', 'quote(p(a b)) p(c)'],
    ['> - a\n> - b', 'quote(ul(p(a); p(b)))'],
    ['- a\n- b\n  more\n\nc', 'ul(p(a); p(b more)) p(c)'],
    ['- a\n  - b\n- c', 'ul(p(a) ul(p(b)); p(c))'],
    ['- a\n\n- b', 'ul(p(a); p(b))'],
    ['3. a\n4. b', 'ol3(p(a); p(b))'],
    ['1. a\n- b', 'ol1(p(a)) ul(p(b))'],
    ['text\n- a', 'p(text) ul(p(a))'],
    ['```python\nx = 1\n\n- y\n```\nend', 'pre(x = 1\n\n- y) p(end)'],
    ['```\nopen', 'pre(open)'],
    ['a\r\nb', 'p(a b)'],
    ['', ''],
    ['1. ', 'ol1()'],
  ])('%j', (text, wanted) => expect(block(parseMarkdown(text))).toBe(wanted));

  test('deep nesting ends somewhere', () => {
    expect(() => parseMarkdown('> '.repeat(5000) + 'a')).not.toThrow();
    expect(() => parseMarkdown('- '.repeat(5000) + 'a')).not.toThrow();
    expect(() => parseInline('*'.repeat(2001))).not.toThrow();
  });

  test('every prefix of a text can be read, as it streams in', () => {
    const text = '**a** `b` [c](/d)\n\n- e\n  - f\n\n> g\n\n```\nh\n```\n\n1. $i$\n';
    for (let end = 0; end <= text.length; end++)
      expect(() => parseMarkdown(text.slice(0, end))).not.toThrow();
  });
});
