import { api } from '@site/src/lib/api';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type CallOptions, type ClientReply } from '@site/src/lib/auth-errors';
import { isKept } from '@site/src/lib/picture';
import { offers } from '@site/src/lib/settings';

type Plain = Record<string, unknown>;

/** What opens doors must not lie in a downloads folder. */
const secrets = new Set(['token', 'accessToken', 'refreshToken', 'idToken', 'password', 'publicKey']);

/** The same value without any member that is a secret. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value as Plain)
      .filter(([name]) => !secrets.has(name))
      .map(([name, member]) => [name, withoutSecrets(member)]),
  );
}

/**
 * Everything the services keep about the reader, from the same endpoints as the pages.
 *
 * @throws {Error} with a sentence for the reader when any part of it cannot be had: half of the data would pass for all
 */
export async function personalData(now = new Date()): Promise<unknown> {
  const [session, accounts, sessions, passkeys, progress] = await Promise.all([
    ask((fetchOptions) => authClient.getSession({ fetchOptions })),
    ask((fetchOptions) => authClient.listAccounts({ fetchOptions })),
    ask((fetchOptions) => authClient.listSessions({ fetchOptions })),
    offers('passkey') ? ask((fetchOptions) => authClient.passkey.listUserPasskeys({ fetchOptions })) : [],
    api('/api/progress'),
  ]);
  const { user } = (session ?? {}) as { user?: Plain };
  const picture = await pictureOf(user?.image);
  return withoutSecrets({
    exportedAt: now.toISOString(),
    user,
    picture,
    accounts,
    sessions,
    passkeys,
    progress,
  });
}

/** The picture itself as a data address, null when the service keeps none. */
async function pictureOf(address: unknown): Promise<string | null> {
  if (typeof address !== 'string' || !isKept(address)) return null;
  const picture = await fetch(address, { credentials: 'omit' }).then(
    (reply) => (reply.ok ? reply.blob() : null),
    () => null,
  );
  if (!picture) throw new Error('Your picture cannot be fetched. Try again in a moment.');
  return dataAddress(picture);
}

function dataAddress(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error('Your picture cannot be read.'));
    reader.readAsDataURL(content);
  });
}

async function ask(call: (options: CallOptions) => Promise<ClientReply<unknown>>): Promise<unknown> {
  const { data, refusal } = await attempt(call);
  if (refusal) throw new Error(refusal.message);
  return data;
}

/** Offers a value to the browser as a file to keep. */
export function saveJSON(value: unknown, name: string): void {
  saveFile(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }), name);
}

export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
