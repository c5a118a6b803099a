import { createContext, use, useMemo, type ReactNode } from 'react';
import { authClient, userMay, type User } from '@site/src/lib/auth-client';
import { pairs } from '@site/src/lib/permissions';
import { settings } from '@site/src/lib/settings';
import { useLoad } from '../page/useLoad';

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
export function mayAdminister(user: User): boolean {
  return userMay(user, 'user', 'list') || userMay(user, 'user', 'create') || userMay(user, 'audit', 'read');
}

/** Shows its children to those who may administer. Some may do everything by their id: these only the server knows. */
export function OfficeProvider({ me, children }: { me: User; children: ReactNode }): ReactNode {
  if (!settings().admin) return <NoAdministrator />;
  return mayAdminister(me) ? (
    <Provider me={me} can={(resource, action) => userMay(me, resource, action)}>
      {children}
    </Provider>
  ) : (
    <ByServer me={me}>{children}</ByServer>
  );
}

function ByServer({ me, children }: { me: User; children: ReactNode }): ReactNode {
  const { data, loading } = useLoad(me.id, (fetchOptions) =>
    authClient.admin.hasPermission({ permissions: settings().admin?.statements as never, fetchOptions }),
  );
  if (loading) return <p role="status">One moment…</p>;
  if (!data?.success) return <NoAdministrator />;
  return (
    <Provider me={me} can={() => true}>
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
