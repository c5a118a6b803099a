import { useState, type ReactNode } from 'react';
import type { Outcome } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import PasswordField from '../account/PasswordField';
import { useSubmit } from '../account/useSubmit';

export interface ConfirmFormProps<T> {
  /** Of the account; tells password managers whose password this is. */
  email: string;
  /** Without a password there is nothing to type: the button is the confirmation. */
  hasPassword: boolean;
  action: string;
  call: (password: string | undefined) => Promise<Outcome<T>>;
  onDone: (data: T) => void;
  onCancel: () => void;
  grave?: boolean;
}

/** Confirms with the password what must not happen by a mere click. */
export default function ConfirmForm<T>(props: ConfirmFormProps<T>): ReactNode {
  const { email, hasPassword, action, call, onDone, onCancel, grave } = props;
  const [password, setPassword] = useState('');
  const { busy, refusal, onSubmit } = useSubmit<T>(() => call(hasPassword ? password : undefined), onDone);
  const aboutPassword = refusal?.field === 'password' || refusal?.field === 'currentPassword';
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      {hasPassword && (
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
      )}
      <Notice kind="bad">{refusal && !(aboutPassword && hasPassword) && refusal.message}</Notice>
      {hasPassword && (
        <PasswordField
          label="Your password"
          name="currentPassword"
          autoComplete="current-password"
          required
          ref={focusOnce}
          value={password}
          onChange={(e) => setPassword(e.target.value)}
          error={aboutPassword ? refusal.message : undefined}
        />
      )}
      <div className="ly-entry-actions">
        <button
          className={grave ? 'ly-button ly-button--grave' : 'ly-button'}
          type="submit"
          aria-disabled={busy}
        >
          {busy ? 'One moment…' : action}
        </button>
        <button className="ly-button ly-button--quiet" type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus();
}
