import DOMPurify from 'dompurify';

/** Attributes that may name something to fetch; in a picture only its own parts may be named. */
const links = new Set(['href', 'xlink:href', 'src']);
const outside = /url\(\s*['"]?\s*(?!#)/i;
const fit = 'max-width: 100%; height: auto';

/**
 * Reads SVG text and leaves only what draws: no scripts, handlers, links, styles, foreign content or anything
 * fetched from elsewhere. Null when there is no picture in it.
 */
export function picture(svg: string): SVGElement | null {
  const purify = DOMPurify(window);
  purify.addHook('uponSanitizeAttribute', (_, attribute) => {
    const value = attribute.attrValue;
    if (links.has(attribute.attrName) && !value.startsWith('#')) attribute.keepAttr = false;
    if (outside.test(value) || value.includes('\\')) attribute.keepAttr = false;
  });
  const fragment = purify.sanitize(svg, {
    USE_PROFILES: { svg: true },
    FORBID_TAGS: ['style', 'foreignObject', 'image', 'a', 'use', 'animate', 'set', 'animateTransform'],
    FORBID_ATTR: ['style', 'id', 'class', 'tabindex'],
    ADD_ATTR: ['role'],
    RETURN_DOM_FRAGMENT: true,
  });
  const root = fragment.querySelector('svg');
  root?.setAttribute('style', fit);
  return root;
}
