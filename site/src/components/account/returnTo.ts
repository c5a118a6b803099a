import { settings } from '@site/src/lib/settings';

/**
 * The address a mail or a provider sends the reader back to: the landing page, which then goes on to `path`.
 */
export function landing(path: string): string {
  return pageAddress(`/magic-link?redirect=${encodeURIComponent(path)}`);
}

/**
 * The address of a page of this site, as the auth service is told it: absolute when that has another origin,
 * because it would be resolved against that one.
 */
export function pageAddress(path: string): string {
  return settings().authURL === '' ? path : window.location.origin + path;
}
