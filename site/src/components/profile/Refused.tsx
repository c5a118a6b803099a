import type { ReactNode } from 'react';
import type { Refusal } from '@site/src/lib/auth-errors';
import { useSignIn } from '@site/src/lib/sign-in';
import Notice from '../account/Notice';

const old = ['SESSION_NOT_FRESH', 'SESSION_EXPIRED', 'UNAUTHORIZED'];

/** A refusal in words. Some things are done only shortly after signing in: then the reader is asked to do it again. */
export default function Refused({ refusal }: { refusal: Refusal | null }): ReactNode {
  const { open } = useSignIn();
  return (
    <Notice kind="bad">
      {refusal && (
        <>
          {refusal.message}{' '}
          {old.includes(refusal.code) && (
            <button type="button" className="ly-button ly-button--link" onClick={() => open({ again: true })}>
              Sign in again
            </button>
          )}
        </>
      )}
    </Notice>
  );
}
