import { createContext, use, useMemo, type ReactNode } from 'react';
import { authClient, userMay, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { pairs } from '@site/src/lib/permissions';
import { settings } from '@site/src/lib/settings';
import { useOutcome } from '../page/useLoad';

/** What the signed-in reader may do about others. What they may really do the server decides, each time. */
export interface Office {
  me: User;
  can: (resource: string, action: string) => boolean;
  /** The names of all roles, and of those that the reader may give: which allow nothing that theirs do not. */
  roles: string[];
  mayGive: string[];
}

const Context = createContext<Office | null>(null);

export function useOffice(): Office {
  const office = use(Context);
  if (!office) throw new Error('useOffice needs an OfficeProvider above it');
  return office;
}

/** Whether there is anything to show on the pages of administrators, by the reader's role. */
function mayByRole(user: User): boolean {
  return userMay(user, 'user', 'list') || userMay(user, 'user', 'create') || userMay(user, 'audit', 'read');
}

/**
 * Whether the reader administers, by their role or by their id: who may do everything by their id only the server
 * knows, and it is asked only where there is somebody like that.
 */
export function useAdministers(user: User | null): 'by role' | 'by id' | 'no' | 'asking' {
  const byRole = user !== null && mayByRole(user);
  const asks = user !== null && !byRole && settings().admin?.byId === true;
  const { data, loading } = useOutcome<boolean>(asks ? user.id : '', async () =>
    asks ? mayEverything() : { data: false },
  );
  if (byRole) return 'by role';
  if (asks && loading) return 'asking';
  return asks && data ? 'by id' : 'no';
}

async function mayEverything(): Promise<Outcome<boolean>> {
  const { data, refusal } = await attempt<{ success: boolean }>((fetchOptions) =>
    authClient.admin.hasPermission({ permissions: settings().admin?.statements as never, fetchOptions }),
  );
  return refusal ? { refusal } : { data: data.success };
}

/** Shows its children to those who may administer. */
export function OfficeProvider({ me, children }: { me: User; children: ReactNode }): ReactNode {
  const administers = useAdministers(me);
  if (administers === 'asking') return <p role="status">One moment…</p>;
  if (administers === 'no') return <NoAdministrator />;
  const can = (resource: string, action: string) => administers === 'by id' || userMay(me, resource, action);
  return (
    <Provider key={administers} me={me} can={can}>
      {children}
    </Provider>
  );
}

function NoAdministrator(): ReactNode {
  return <p>This page is for administrators only.</p>;
}

function Provider({ me, can, children }: Pick<Office, 'me' | 'can'> & { children: ReactNode }): ReactNode {
  const office = useMemo<Office>(() => {
    const defined = settings().admin?.roles ?? {};
    const roles = Object.keys(defined);
    const mayGive = roles.filter((name) => pairs(defined[name] ?? {}).every(([r, a]) => can(r, a)));
    return { me, can, roles, mayGive };
  }, [me, can]);
  return <Context value={office}>{children}</Context>;
}
