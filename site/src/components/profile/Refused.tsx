import type { ReactNode } from 'react';
import { asksToSignIn, type Refusal } from '@site/src/lib/auth-errors';
import { useSignIn } from '@site/src/lib/sign-in';
import Notice from '../account/Notice';

/** A refusal in words. Some things are done only shortly after signing in: then the reader is asked to do it again. */
export default function Refused({ refusal }: { refusal: Refusal | null }): ReactNode {
  const { open } = useSignIn();
  return (
    <Notice kind="bad">
      {refusal && (
        <>
          {refusal.message}{' '}
          {asksToSignIn(refusal) && (
            <button type="button" className="ly-button ly-button--link" onClick={() => open({ again: true })}>
              Sign in again
            </button>
          )}
        </>
      )}
    </Notice>
  );
}
