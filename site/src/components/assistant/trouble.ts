import { ApiError } from '@site/src/lib/api';
import type { Trouble } from './conversation';

/** What to tell the reader about an error of a request, and what may help. */
export function troubleOf(error: unknown): Trouble {
  const told = (message: string, retry: boolean): Trouble => ({ message, retry, signIn: false });
  if (!(error instanceof ApiError))
    return told('The connection broke off before the answer was complete.', true);
  const { status, message } = error;
  if (status === 401)
    return { message: 'Your session has ended. Sign in to go on.', retry: false, signIn: true };
  if (status === 404) return told('This conversation is no longer there. Begin a new one.', false);
  if (status === 429)
    return told('You have asked a lot in a short time. Wait a minute, then try again.', true);
  if (status >= 500) return told('The assistant has a problem of its own. Try again in a moment.', true);
  return told(message, status === 0 || status === 409);
}
