import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { accountName, type Account } from './users';

/** The names of users by their ids, in one question; those who are gone have none. */
export async function namesOf(ids: string[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  // A list of one is none in an address, so it is written twice.
  const list = wanted.length === 1 ? [...wanted, ...wanted] : wanted;
  const { data } = await attempt<{ users: Account[] }>((fetchOptions) =>
    authClient.admin.listUsers({
      query: { filterField: 'id', filterOperator: 'in', filterValue: list, limit: wanted.length },
      fetchOptions,
    }),
  );
  return new Map((data?.users ?? []).map((user) => [user.id, accountName(user)]));
}

/** The id of the user whom a text names: by an address, or by the id itself. */
export async function idOf(text: string, field: 'actor' | 'target'): Promise<Outcome<string>> {
  if (!text.includes('@')) return { data: text };
  const { data, refusal } = await attempt<{ users: Account[] }>((fetchOptions) =>
    authClient.admin.listUsers({
      query: { filterField: 'email', filterOperator: 'eq', filterValue: text.toLowerCase(), limit: 1 },
      fetchOptions,
    }),
  );
  if (refusal) return { refusal };
  const [user] = data.users;
  if (user) return { data: user.id };
  return { refusal: { code: 'NOBODY', message: 'Nobody has this address. An id works, too.', field } };
}
