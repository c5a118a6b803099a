import type katexModule from 'katex';
import { splitMath } from './split';

type Katex = typeof katexModule;

let loading: Promise<Katex> | null = null;

/** Loads the typesetter at the first use; its style sheet comes with the site. */
export function loadKatex(): Promise<Katex> {
  loading ??= import('katex').then(
    (module) => module.default,
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** HTML of one formula. What is no TeX is shown as it is written, in red. */
export function typeset(katex: Katex, tex: string, display: boolean): string {
  return katex.renderToString(tex, { displayMode: display, throwOnError: false, strict: 'ignore' });
}

/** The same HTML with the formulas between dollar signs typeset, except in code. */
export function typesetHtml(katex: Katex, html: string): string {
  if (!html.includes('$')) return html;
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) if (!text.parentElement?.closest('code, pre')) replace(katex, text);
  return body.innerHTML;
}

function replace(katex: Katex, text: Text): void {
  const segments = splitMath(text.data);
  if (segments.every(({ kind }) => kind === 'text')) return;
  const nodes = segments.map(({ kind, text: part }) => {
    if (kind === 'text') return document.createTextNode(part);
    const span = document.createElement('span');
    span.innerHTML = typeset(katex, part, kind === 'display');
    return span;
  });
  text.replaceWith(...nodes);
}
