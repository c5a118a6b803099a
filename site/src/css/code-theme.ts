import type { PrismTheme } from 'prism-react-renderer';

/** Colours of code, from the tokens, so that one theme serves light and dark. */
const codeTheme: PrismTheme = {
  plain: { color: 'var(--ly-ink)', backgroundColor: 'var(--ly-sunken)' },
  styles: [
    { types: ['comment', 'prolog'], style: { color: 'var(--ly-code-comment)', fontStyle: 'italic' } },
    { types: ['keyword', 'operator', 'atrule', 'important'], style: { color: 'var(--ly-code-keyword)' } },
    { types: ['string', 'char', 'attr-value', 'regex'], style: { color: 'var(--ly-code-string)' } },
    { types: ['number', 'boolean', 'constant', 'symbol'], style: { color: 'var(--ly-code-number)' } },
    {
      types: ['function', 'class-name', 'builtin', 'tag', 'property'],
      style: { color: 'var(--ly-code-name)' },
    },
    { types: ['deleted'], style: { color: 'var(--ly-bad)' } },
    { types: ['inserted'], style: { color: 'var(--ly-good)' } },
  ],
};

export default codeTheme;
