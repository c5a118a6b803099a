import { authClient, refreshSession } from './auth-client';
import { attempt, type Outcome } from './auth-errors';

interface Kept {
  /** Address of the picture; null when there is none now. */
  image: string | null;
}

const at = (action: 'upload' | 'delete', organization?: string) =>
  `/picture/${action}${organization === undefined ? '' : `?organizationId=${encodeURIComponent(organization)}`}`;

/** Makes a picture file the reader's, or the logo of an organization; null removes the one there is. */
export async function setPicture(file: Blob | null, organization?: string): Promise<Outcome<Kept>> {
  const outcome = await attempt<Kept>((fetchOptions) =>
    authClient.$fetch<Kept>(at(file ? 'upload' : 'delete', organization), {
      method: 'POST',
      ...(file && { body: file, headers: { 'Content-Type': file.type } }),
      ...fetchOptions,
    }),
  );
  if (outcome.data && organization === undefined) refreshSession();
  return outcome;
}

/** Whether an address is of a picture that the auth service keeps, rather than one from elsewhere. */
export function isKept(address: string): boolean {
  return /\/picture\/[\w-]{43}$/.test(address);
}
