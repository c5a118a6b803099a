import { useState, type ReactNode } from 'react';
import Notice from './Notice';
import { signInWithPasskey } from './passkey';

/** Signs in with a passkey that the reader chooses. */
export default function PasskeyButton({ onDone }: { onDone: (answer: unknown) => void }): ReactNode {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');

  async function go(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFailure('');
    const { data, refusal } = await signInWithPasskey(false);
    setBusy(false);
    if (refusal) setFailure(refusal.message);
    else onDone(data);
  }

  return (
    <>
      <Notice kind="bad">{failure}</Notice>
      <button
        type="button"
        className="ly-button ly-button--quiet"
        aria-disabled={busy}
        onClick={() => void go()}
      >
        {busy ? 'Waiting for your passkey…' : 'Sign in with a passkey'}
      </button>
    </>
  );
}
