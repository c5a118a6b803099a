import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Notice from './Notice';
import PasswordField from './PasswordField';
import PasswordRules from './PasswordRules';
import { broken, passwordRules } from './passwordRules';
import { useSubmit } from './useSubmit';

export interface ResetPasswordFormProps {
  /** From the link in the mail. */
  token: string;
  onDone: () => void;
}

/** A new password in place of a forgotten one. */
export default function ResetPasswordForm({ token, onDone }: ResetPasswordFormProps): ReactNode {
  const [newPassword, setNewPassword] = useState('');
  const rules = passwordRules(newPassword, '', settings().minPasswordLength);
  const { busy, errorFor, onSubmit } = useSubmit(reset, onDone);

  async function reset(): Promise<Outcome<unknown>> {
    return (
      broken(rules) ??
      attempt<unknown>((fetchOptions) => authClient.resetPassword({ newPassword, token, fetchOptions }))
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <PasswordField
        label="New password"
        name="password"
        autoComplete="new-password"
        required
        value={newPassword}
        onChange={(e) => setNewPassword(e.target.value)}
        error={errorFor('password')}
        hint={<PasswordRules rules={rules} />}
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Saving…' : 'Save the new password'}
      </button>
    </form>
  );
}
