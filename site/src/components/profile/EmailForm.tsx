import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { pageAddress } from '../account/returnTo';
import { useSubmit } from '../account/useSubmit';

/** The reader's address: whether it is confirmed, and another one in its place. */
export default function EmailForm({ user }: { user: User }): ReactNode {
  return (
    <>
      <p className="ly-email">
        {user.email}{' '}
        <span className={user.emailVerified ? 'ly-badge ly-badge--good' : 'ly-badge'}>
          {user.emailVerified ? 'confirmed' : 'not confirmed'}
        </span>
      </p>
      {!user.emailVerified && settings().verifyEmail && <Confirm email={user.email} />}
      {settings().changeEmail && <Change email={user.email} />}
    </>
  );
}

function Confirm({ email }: { email: string }): ReactNode {
  const [sent, setSent] = useState(false);
  const { busy, errorFor, onSubmit } = useSubmit(
    () =>
      attempt((fetchOptions) =>
        authClient.sendVerificationEmail({ email, callbackURL: pageAddress('/profile'), fetchOptions }),
      ),
    () => setSent(true),
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Notice kind="good">
        {sent && 'A mail with a link is on its way. Open the link to confirm this address.'}
      </Notice>
      <button className="ly-button ly-button--quiet" type="submit" aria-disabled={busy}>
        {busy ? 'Sending…' : sent ? 'Send another mail' : 'Confirm this address'}
      </button>
    </form>
  );
}

function Change({ email }: { email: string }): ReactNode {
  const [newEmail, setNewEmail] = useState('');
  const [asked, setAsked] = useState(false);
  const { busy, errorFor, onSubmit } = useSubmit(change, () => {
    setAsked(true);
    setNewEmail('');
  });

  async function change(): Promise<Outcome<unknown>> {
    setAsked(false);
    const wanted = newEmail.trim();
    if (wanted.toLowerCase() === email) {
      return { refusal: { code: 'SAME', message: 'This is your address already.', field: 'email' } };
    }
    return attempt((fetchOptions) =>
      authClient.changeEmail({ newEmail: wanted, callbackURL: pageAddress('/profile'), fetchOptions }),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="New address"
        name="email"
        type="email"
        autoComplete="email"
        required
        value={newEmail}
        onChange={(e) => setNewEmail(e.target.value)}
        error={errorFor('email')}
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Changing…' : 'Change address'}
      </button>
      <Notice kind="good">
        {asked && 'Almost done: open the link in the mail we have sent. Until then nothing changes.'}
      </Notice>
    </form>
  );
}
