import { useState, type ReactNode } from 'react';
import type { Outcome } from '@site/src/lib/auth-errors';
import Field from './Field';
import Notice from './Notice';
import { useSubmit } from './useSubmit';

export interface MailLinkFormProps {
  email: string;
  onEmail: (email: string) => void;
  /** What will come, before it is asked for. */
  hint: string;
  /** What is on its way, and to whom. */
  sent: (to: string) => ReactNode;
  /** Asks the server for the mail. */
  send: (to: string) => Promise<Outcome<unknown>>;
}

/** Asks for a mail with a link, and for another one. */
export default function MailLinkForm({ email, onEmail, hint, sent, send }: MailLinkFormProps): ReactNode {
  const [sentTo, setSentTo] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit(
    () => send(email.trim()),
    () => setSentTo(email.trim()),
  );

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Notice kind="good">
        {sentTo && (
          <>
            <strong>Check your mail.</strong> {sent(sentTo)}
          </>
        )}
      </Notice>
      {!sentTo && <p className="ly-hint">{hint}</p>}
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
