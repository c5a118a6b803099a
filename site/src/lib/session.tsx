import { createContext, use, useCallback, useLayoutEffect, useMemo, useState, type ReactNode } from 'react';
import { identifyReader } from './api';
import { authClient, type Session, type User } from './auth-client';

export interface ReaderSession {
  /** `loading` until the server has said who reads; a server that cannot be reached leaves a visitor. */
  status: 'loading' | 'visitor' | 'reader';
  user: User | null;
  session: Session['session'] | null;
  /** Whether it is not known who reads, because the server does not say. */
  unreachable: boolean;
  /** Ends the session on this device. Rejects when the server could not be told. */
  signOut: () => Promise<void>;
}

const Context = createContext<ReaderSession | null>(null);

/** Who reads, for everything below it; also what decides which token the API calls carry. */
export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const { data, isPending, error } = authClient.useSession();
  // Asking again, as after a sign-in, makes nobody unknown who was a visitor until then.
  const [answered, setAnswered] = useState(false);
  if (!answered && !isPending && !error) setAnswered(true);
  const status = data ? 'reader' : isPending && !answered ? 'loading' : 'visitor';
  const unreachable = !data && Boolean(error);
  const userId = data?.user.id ?? null;

  // A layout effect, so that no effect of a child can ask the API in the former reader's name.
  useLayoutEffect(() => {
    if (status !== 'loading') identifyReader(userId);
  }, [status, userId]);

  const signOut = useCallback(async () => {
    const { error } = await authClient.signOut();
    if (error) throw new Error(error.message ?? 'Signing out did not work.');
    identifyReader(null);
  }, []);

  const value = useMemo<ReaderSession>(
    () => ({ status, user: data?.user ?? null, session: data?.session ?? null, unreachable, signOut }),
    [status, data, unreachable, signOut],
  );
  return <Context value={value}>{children}</Context>;
}

export function useSession(): ReaderSession {
  const value = use(Context);
  if (!value) throw new Error('useSession needs a SessionProvider above it');
  return value;
}
