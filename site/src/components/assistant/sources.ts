import type { Annotation, Source } from './protocol';

/** A source with the number under which the answer refers to it. */
export interface Numbered {
  key: string;
  number: number;
  title: string;
  description: string | null;
  /** A path of this site or an http(s) address; null when there is nothing to open. */
  href: string | null;
}

/** The sources of an answer in the order of their first mention, each once. */
export function numberSources(annotations: Annotation[]): Numbered[] {
  const keys = [...new Set(annotations.map(({ source }) => keyOf(source)))];
  return keys.map((key, i) => {
    const { source } = annotations.find((a) => keyOf(a.source) === key)!;
    const { title, description } = source;
    return { key, number: i + 1, title, description: description ?? null, href: hrefOf(source) };
  });
}

/**
 * The text with a mark wherever a source is referred to: at the places that the annotations name, or, when they name
 * none, wherever the text itself says [1].
 */
export function placeMarks(text: string, annotations: Annotation[], sources: Numbered[]): string {
  const plain = text.replace(/[\ue000\ue001]/g, '\ufffd');
  const numbers = new Map(sources.map(({ key, number }) => [key, number]));
  const places = new Map<number, Set<number>>();
  for (const { source, index } of annotations) {
    const number = numbers.get(keyOf(source));
    if (index === undefined || number === undefined) continue;
    const place = Math.max(0, Math.min(index, plain.length));
    places.set(place, (places.get(place) ?? new Set()).add(number));
  }
  if (places.size === 0) return markBrackets(plain, sources.length);

  let marked = '';
  let from = 0;
  for (const place of [...places.keys()].sort((a, b) => a - b)) {
    marked += plain.slice(from, place) + Array.from(places.get(place)!, mark).join('');
    from = place;
  }
  return marked + plain.slice(from);
}

function markBrackets(text: string, most: number): string {
  return text.replace(/(?<![\w\]])\[(\d{1,2})\](?!\()/g, (bracket, digits: string) => {
    const number = Number(digits);
    return number >= 1 && number <= most ? mark(number) : bracket;
  });
}

function mark(number: number): string {
  return `\ue000${number}\ue001`;
}

function keyOf(source: Source): string {
  return hrefOf(source) ?? `${source.type} ${source.type === 'entity' ? source.id : source.title}`;
}

function hrefOf(source: Source): string | null {
  if (source.type === 'url') return safeHref(source.url);
  if (source.type === 'file') return null;
  const { url, lesson, anchor } = source.data ?? {};
  if (url) return safeHref(anchor && !url.includes('#') ? `${url}#${anchor}` : url);
  return lesson ? `/book/${lesson}${anchor ? `#${anchor}` : ''}` : null;
}

/** A path of this site, or an absolute http(s) address; null for anything that might do something else. */
export function safeHref(url: string): string | null {
  if (/^\/(?![/\\])/.test(url)) return url;
  try {
    const { protocol, origin, pathname, search, hash } = new URL(url);
    if (protocol !== 'http:' && protocol !== 'https:') return null;
    const here = typeof window !== 'undefined' && origin === window.location.origin;
    return here ? pathname + search + hash : url;
  } catch {
    return null;
  }
}
