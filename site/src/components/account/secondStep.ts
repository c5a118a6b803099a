/** The ways to take the second step of a sign-in. */
export type Method = 'totp' | 'otp' | 'backup';

interface Challenge {
  twoFactorRedirect?: unknown;
  twoFactorMethods?: unknown;
}

/**
 * The ways that are open when an answer to signing in asks for a second step; null when it does not. A backup code
 * goes wherever there is an app.
 */
export function secondStep(answer: unknown): Method[] | null {
  const { twoFactorRedirect, twoFactorMethods } = (answer ?? {}) as Challenge;
  if (twoFactorRedirect !== true) return null;
  return methods(Array.isArray(twoFactorMethods) ? twoFactorMethods : []);
}

/** The same for an address that a link or another service has led to, `?twoFactorMethods=totp,otp`. */
export function methodsOf(query: URLSearchParams): Method[] {
  return methods((query.get('twoFactorMethods') ?? '').split(','));
}

/** Nothing named means that nothing is known: then all are offered. */
function methods(named: unknown[]): Method[] {
  const list: Method[] = [];
  if (named.includes('totp')) list.push('totp');
  if (named.includes('otp')) list.push('otp');
  if (list.length === 0) return ['totp', 'otp', 'backup'];
  return list.includes('totp') ? [...list, 'backup'] : list;
}
