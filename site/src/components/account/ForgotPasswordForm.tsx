import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import Field from './Field';
import Notice from './Notice';
import { pageAddress } from './returnTo';
import { useSubmit } from './useSubmit';

export interface ForgotPasswordFormProps {
  email: string;
  onEmail: (email: string) => void;
}

/** Asks for a mail with a link to a new password. The answer is the same for addresses without an account. */
export default function ForgotPasswordForm({ email, onEmail }: ForgotPasswordFormProps): ReactNode {
  const [sentTo, setSentTo] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit(
    () =>
      attempt((fetchOptions) =>
        authClient.requestPasswordReset({
          email: email.trim(),
          redirectTo: pageAddress('/reset-password'),
          fetchOptions,
        }),
      ),
    () => setSentTo(email.trim()),
  );

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Notice kind="good">
        {sentTo && (
          <>
            <strong>Check your mail.</strong> If {sentTo} has an account here, a link to a new password is on
            its way.
          </>
        )}
      </Notice>
      {!sentTo && <p className="ly-hint">We send you a link with which you choose a new password.</p>}
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(e) => onEmail(e.target.value)}
        error={errorFor('email')}
      />
      <button
        className={sentTo ? 'ly-button ly-button--quiet' : 'ly-button'}
        type="submit"
        aria-disabled={busy}
      >
        {busy ? 'Sending…' : sentTo ? 'Send another link' : 'Send me a link'}
      </button>
    </form>
  );
}
