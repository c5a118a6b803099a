import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import { pageAddress } from '../account/returnTo';
import { useSubmit } from '../account/useSubmit';

/** For an account without a password: the link in the mail proves whose it is. */
export default function SetPassword({ user }: { user: User }): ReactNode {
  const [sent, setSent] = useState(false);
  const { busy, errorFor, onSubmit } = useSubmit(
    () =>
      attempt((fetchOptions) =>
        authClient.requestPasswordReset({
          email: user.email,
          redirectTo: pageAddress('/reset-password'),
          fetchOptions,
        }),
      ),
    () => setSent(true),
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <p className="ly-hint">
        Your account has no password: you sign in another way. We can mail you a link to set one.
      </p>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Notice kind="good">{sent && `Check your mail: a link is on its way to ${user.email}.`}</Notice>
      <button className="ly-button ly-button--quiet" type="submit" aria-disabled={busy}>
        {busy ? 'Sending…' : sent ? 'Send another link' : 'Set a password'}
      </button>
    </form>
  );
}
