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

/** The path of an address of this site, such as the auth service hands it back; null for any other. */
export function pathHere(address: string | null, origin = window.location.origin): string | null {
  if (!address || !URL.canParse(address, origin)) return null;
  const url = new URL(address, origin);
  return url.origin === origin ? url.pathname + url.search + url.hash : null;
}
