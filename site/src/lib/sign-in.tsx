import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react';

export type SignInMode =
  'sign-in' | 'sign-up' | 'magic-link' | 'email-code' | 'phone-code' | 'forgot-password' | 'two-factor';

export interface SignInRequest {
  mode?: SignInMode;
  /** Why the reader is asked, one sentence shown above the form. */
  reason?: string;
  /** Asked although the reader is signed in: some things need a session that has just begun. */
  again?: boolean;
}

export interface SignIn {
  /** The open dialog's request, or null while it is closed. */
  request: SignInRequest | null;
  open: (request?: SignInRequest) => void;
  close: () => void;
}

const Context = createContext<SignIn | null>(null);

/** Lets any component ask the reader to sign in; the dialog itself is mounted once, in Root. */
export function SignInProvider({ children }: { children: ReactNode }): ReactNode {
  const [request, setRequest] = useState<SignInRequest | null>(null);
  const open = useCallback((wanted: SignInRequest = {}) => setRequest(wanted), []);
  const close = useCallback(() => setRequest(null), []);
  const value = useMemo(() => ({ request, open, close }), [request, open, close]);
  return <Context value={value}>{children}</Context>;
}

export function useSignIn(): SignIn {
  const value = use(Context);
  if (!value) throw new Error('useSignIn needs a SignInProvider above it');
  return value;
}
