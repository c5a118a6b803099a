// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { picture } from './picture';

const around = (inner: string, attributes = '') =>
  `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 9 9" ${attributes}>${inner}</svg>`;

describe('picture', () => {
  test('keeps what a plot consists of', () => {
    const svg = picture(
      around(
        '<title>T</title><desc>D</desc><svg overflow="hidden"><path d="M0 0" stroke-dasharray="7 4"/></svg><text font-size="13">x &lt; 1</text>',
      ),
    );
    expect(svg?.getAttribute('role')).toBe('img');
    expect(svg?.getAttribute('viewBox')).toBe('0 0 9 9');
    expect(svg?.querySelector('title')?.textContent).toBe('T');
    expect(svg?.querySelector('desc')?.textContent).toBe('D');
    expect(svg?.querySelector('svg path')?.getAttribute('stroke-dasharray')).toBe('7 4');
    expect(svg?.querySelector('text')?.textContent).toBe('x < 1');
  });

  test.each([
    ['scripts', '<script>alert(1)</script>'],
    ['foreign content', '<foreignObject><iframe src="https://x.test"></iframe></foreignObject>'],
    ['styles', '<style>@import url(https://x.test);</style>'],
    ['links', '<a href="javascript:alert(1)"><text>x</text></a>'],
    ['fetched pictures', '<image href="https://x.test/a.png"/>'],
    ['references', '<use href="https://x.test/a.svg#b"/>'],
    ['animated attributes', '<animate attributeName="href" to="javascript:alert(1)"/>'],
    ['handlers', '<rect onload="alert(1)" onclick="alert(1)"/>'],
    ['fills from elsewhere', '<rect fill="url(https://x.test/a.svg#b)"/>'],
    ['escaped urls', '<rect fill="u\\72l(https://x.test/a.svg#b)"/>'],
    ['inline styles', '<rect style="background: url(https://x.test)"/>'],
    ['ids that could shadow the page’s', '<rect id="__docusaurus"/>'],
  ])('drops %s', (_, inner) => {
    const html = picture(around(inner, 'onload="alert(2)"'))!.outerHTML;
    expect(html).not.toMatch(/alert|x\.test|iframe|script|docusaurus|<use|<a /);
  });

  test('text that is no picture is none', () => {
    expect(picture('<img src=x onerror=alert(1)>')).toBeNull();
    expect(picture('hello')).toBeNull();
  });
});
