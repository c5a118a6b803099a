import { settings } from '@site/src/lib/settings';

/**
 * The address a mail or a provider sends the reader back to: the landing page, which then goes on to `path`. It is
 * absolute when the auth service has another origin, because it would be resolved against that one.
 */
export function landing(path: string): string {
  const address = `/magic-link?redirect=${encodeURIComponent(path)}`;
  return settings().authURL === '' ? address : window.location.origin + address;
}
