import { useCallback, useRef, useState, type SubmitEvent } from 'react';
import { asksToSignIn, type Field, type Outcome, type Refusal } from '@site/src/lib/auth-errors';
import { useSession } from '@site/src/lib/session';
import { useSignIn } from '@site/src/lib/sign-in';

export interface Submission {
  busy: boolean;
  refusal: Refusal | null;
  /** The refusal's message when it is about this field. */
  errorFor: (field: Field) => string | undefined;
  onSubmit: (event: SubmitEvent<HTMLFormElement>) => void;
}

/**
 * Runs a form's call once at a time. After a refusal the field at fault gets the focus; the fields are found by
 * their `name`. When the reader's session has ended meanwhile, the sign-in dialog opens; what was typed stays.
 */
export function useSubmit<T>(call: () => Promise<Outcome<T>>, done: (data: T) => void): Submission {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const running = useRef(false);
  const { status } = useSession();
  const { open } = useSignIn();

  async function submit(form: HTMLFormElement): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setRefusal(null);
    const outcome = await call();
    running.current = false;
    setBusy(false);
    if (!outcome.refusal) {
      done(outcome.data);
      return;
    }
    setRefusal(outcome.refusal);
    if (status === 'reader' && asksToSignIn(outcome.refusal)) {
      open({ again: true, reason: outcome.refusal.message });
      return;
    }
    form.querySelector<HTMLInputElement>(`[name="${outcome.refusal.field}"]`)?.focus();
  }

  return {
    busy,
    refusal,
    errorFor: useCallback((field) => (refusal?.field === field ? refusal.message : undefined), [refusal]),
    onSubmit: (event) => {
      event.preventDefault();
      void submit(event.currentTarget);
    },
  };
}
