import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import Field from './Field';
import Notice from './Notice';
import { landing } from './returnTo';
import { useSubmit } from './useSubmit';

export interface MagicLinkFormProps {
  email: string;
  onEmail: (email: string) => void;
  /** The path to open once the link in the mail was followed. */
  redirect: string;
}

/** Asks for a mail with a link that signs in without a password. */
export default function MagicLinkForm({ email, onEmail, redirect }: MagicLinkFormProps): ReactNode {
  const [sentTo, setSentTo] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit(
    () => {
      const callbackURL = landing(redirect);
      return attempt((fetchOptions) =>
        authClient.signIn.magicLink({
          email: email.trim(),
          callbackURL,
          errorCallbackURL: callbackURL,
          fetchOptions,
        }),
      );
    },
    () => setSentTo(email.trim()),
  );

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Notice kind="good">
        {sentTo && (
          <>
            <strong>Check your mail.</strong> We have sent a link to {sentTo}. It works once, for five
            minutes. You can close this window.
          </>
        )}
      </Notice>
      {!sentTo && (
        <p className="ly-hint">We send you a link that signs you in. A new address gets a new account.</p>
      )}
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
