import { describe, expect, test } from 'vitest';
import { splitMath } from './split';

const shape = (text: string) => splitMath(text).map(({ kind, text: t }) => `${kind}:${t}`);

describe('splitMath', () => {
  test.each([
    ['no mathematics', ['text:no mathematics']],
    ['with $x^2$ inside', ['text:with ', 'inline:x^2', 'text: inside']],
    ['$a$ and $b$', ['inline:a', 'text: and ', 'inline:b']],
    ['$$ x = 1 $$', ['display: x = 1 ']],
    ['from $5 to $6', ['text:from $5 to $6']],
    ['costs $5', ['text:costs $5']],
    ['a \\$x$ b', ['text:a \\$x$ b']],
    ['$a\\$b$', ['inline:a\\$b']],
    ['$ a$', ['text:$ a$']],
    ['', []],
    ['$', ['text:$']],
    ['$$', ['text:$$']],
  ])('%j', (text, wanted) => {
    expect(shape(text)).toEqual(wanted);
  });
});
