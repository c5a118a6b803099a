import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import { pageAddress } from '../account/returnTo';
import { useFocusBack } from '../page/useFocusBack';
import ConfirmForm from './ConfirmForm';
import { personalData, saveJSON } from './personalData';

export interface YourDataProps {
  user: User;
  hasPassword: boolean;
  /** The account does not exist any more. */
  onDeleted: () => void;
}

/** A copy of what is kept about the reader, and the end of the account. */
export default function YourData({ user, hasPassword, onDeleted }: YourDataProps): ReactNode {
  const [deleting, setDeleting] = useState(false);
  const [mailed, setMailed] = useState(false);
  const button = useFocusBack<HTMLButtonElement>(deleting);
  return (
    <div className="ly-form">
      <Export />
      {settings().deleteUser && !deleting && (
        <button
          ref={button}
          type="button"
          className="ly-button ly-button--quiet"
          onClick={() => setDeleting(true)}
        >
          Delete your account…
        </button>
      )}
      <Notice>
        {mailed && 'Open the link in the mail we have sent you. Until then your account stays.'}
      </Notice>
      {deleting && (
        <>
          <p>
            <strong>This cannot be undone.</strong> Your account, your progress and your answers are deleted
            for ever.
          </p>
          <ConfirmForm
            grave
            email={user.email}
            hasPassword={hasPassword}
            action="Delete for ever"
            call={remove}
            onCancel={() => setDeleting(false)}
            onDone={({ message }) => {
              if (message === 'User deleted') {
                onDeleted();
              } else {
                setDeleting(false);
                setMailed(true);
              }
            }}
          />
        </>
      )}
    </div>
  );
}

function remove(password: string | undefined): Promise<Outcome<{ message: string }>> {
  return attempt<{ message: string }>((fetchOptions) =>
    authClient.deleteUser({ ...(password && { password }), callbackURL: pageAddress('/'), fetchOptions }),
  );
}

function Export(): ReactNode {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const [done, setDone] = useState(false);

  async function save(): Promise<void> {
    if (busy) return;
    setBusy(true);
    setFailure('');
    try {
      saveJSON(await personalData(), 'lyceum-my-data.json');
      setDone(true);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : 'That did not work. Please try again.');
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <p className="ly-hint">
        A file with all that is kept about you: your account, where you are signed in, and your progress.
      </p>
      <Notice kind="bad">{failure}</Notice>
      <button
        type="button"
        className="ly-button ly-button--quiet"
        aria-disabled={busy}
        onClick={() => void save()}
      >
        {busy ? 'Collecting…' : 'Download your data'}
      </button>
      <Notice kind="good">{done && 'The file is in your downloads.'}</Notice>
    </>
  );
}
