const oddCharacter = /[\\\s\p{C}]/u;

/**
 * The place to go after signing in, from a `redirect` parameter: only a path of this site. Anything else (another
 * origin, `//host`, a backslash that browsers read as a slash, control characters) becomes the fallback.
 */
export function safeRedirect(value: string | null | undefined, fallback = '/'): string {
  if (!value || !value.startsWith('/') || oddCharacter.test(value)) return fallback;
  const base = 'http://site.invalid';
  try {
    const url = new URL(value, base);
    return url.origin === base && !url.pathname.startsWith('//')
      ? url.pathname + url.search + url.hash
      : fallback;
  } catch {
    return fallback;
  }
}
