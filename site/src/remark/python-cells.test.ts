import { toHast } from 'mdast-util-to-hast';
import type { Root } from 'mdast';
import { describe, expect, test } from 'vitest';
import { VFile } from 'vfile';
import { fromMarkdown } from 'mdast-util-from-markdown';
import pythonCells from './python-cells';

function transform(markdown: string): Root {
  const root = fromMarkdown(markdown);
  pythonCells()(root, new VFile({ path: 'lesson.mdx' }));
  return root;
}

const block = (meta: string, code: string) => `\`\`\`python ${meta}\n${code}\n\`\`\`\n\n`;

describe('pythonCells', () => {
  test('a cell carries its id, its height and its check, which leaves the page', () => {
    const root = transform(
      `${block('run id=a check=c height=120', 'x = 1')}Text.\n\n${block('check=c', 'assert x == 2')}`,
    );
    expect(root.children).toHaveLength(2);
    const html = JSON.stringify(toHast(root));
    expect(html).toContain('"data-cell":"a"');
    expect(html).toContain('"data-check":"assert x == 2"');
    expect(html).toContain('"data-height":"120"');
  });

  test('other code stays as it is', () => {
    const markdown = `${block('title="a.py"', 'x = 1')}\`\`\`bash check=c\nls\n\`\`\`\n`;
    expect(transform(markdown)).toEqual(fromMarkdown(markdown));
  });

  test('cells inside lists are found', () => {
    const root = transform(`- item\n\n  ${block('run id=a', 'x = 1').trim().replaceAll('\n', '\n  ')}\n`);
    expect(JSON.stringify(toHast(root))).toContain('"data-cell":"a"');
  });

  test.each([
    ['a cell without an id', block('run', 'x'), 'needs an id'],
    ['an id used twice', block('run id=a', 'x') + block('run id=a', 'y'), 'Two cells'],
    ['a missing check', block('run id=a check=c', 'x'), 'no block with check=c'],
    ['an unused check', block('check=c', 'x'), 'No cell uses'],
    [
      'a check defined twice',
      block('run id=a check=c', 'x') + block('check=c', 'x') + block('check=c', 'y'),
      'Two blocks',
    ],
  ])('%s fails the build', (_, markdown, message) => {
    expect(() => transform(markdown)).toThrow(message);
  });
});
