import { useEffect, useRef } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { offers } from '@site/src/lib/settings';

/** Whether this browser knows passkeys. */
export function passkeysWork(): boolean {
  return typeof window !== 'undefined' && typeof window.PublicKeyCredential === 'function';
}

/** Asks for a passkey: at once, or among what the browser offers to fill in. A later call ends an earlier one. */
export function signInWithPasskey(autoFill: boolean): Promise<Outcome<unknown>> {
  return attempt<unknown>((fetchOptions) => authClient.signIn.passkey({ autoFill, fetchOptions }));
}

/**
 * Lets the browser offer passkeys in the field for the address, while the form is shown. Only a passkey that was
 * chosen and then refused is worth a word; that the reader signs in another way is not.
 */
export function usePasskeyAutofill(
  onDone: (answer: unknown) => void,
  onFailure: (message: string) => void,
): void {
  const latest = useRef({ onDone, onFailure });
  useEffect(() => {
    latest.current = { onDone, onFailure };
  });
  useEffect(() => {
    const shown = new AbortController();
    const gone = () => shown.signal.aborted;
    void (async () => {
      if (!offers('passkey') || !(await canAutofill()) || gone()) return;
      const { data, refusal } = await signInWithPasskey(true);
      if (gone()) return;
      if (!refusal) latest.current.onDone(data);
      else if (!/^(ERROR_|AUTH_CANCELLED|NETWORK)/.test(refusal.code))
        latest.current.onFailure(refusal.message);
    })();
    return () => shown.abort();
  }, []);
}

async function canAutofill(): Promise<boolean> {
  if (!passkeysWork()) return false;
  const { isConditionalMediationAvailable: ask } = window.PublicKeyCredential as Partial<
    typeof PublicKeyCredential
  >;
  return ask ? ask.call(window.PublicKeyCredential) : false;
}
