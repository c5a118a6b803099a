import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import PasswordField from '../account/PasswordField';
import PasswordRules from '../account/PasswordRules';
import { broken, passwordRules } from '../account/passwordRules';
import { useSubmit } from '../account/useSubmit';

/** Changes the password and, if wanted, ends the sessions on all other devices. */
export default function PasswordForm({ user }: { user: User }): ReactNode {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [others, setOthers] = useState(true);
  const [changed, setChanged] = useState(false);
  const rules = passwordRules(password, user.email, settings().minPasswordLength);
  const { busy, errorFor, onSubmit } = useSubmit(change, () => {
    setChanged(true);
    setCurrent('');
    setPassword('');
  });

  async function change(): Promise<Outcome<unknown>> {
    setChanged(false);
    const refused = broken(rules);
    if (refused) return refused;
    return attempt<unknown>((fetchOptions) =>
      authClient.changePassword({
        currentPassword: current,
        newPassword: password,
        revokeOtherSessions: others,
        fetchOptions,
      }),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      {/* Tells password managers whose password this is. */}
      <input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
      <Notice kind="bad">{errorFor('form')}</Notice>
      <PasswordField
        label="Current password"
        name="currentPassword"
        autoComplete="current-password"
        required
        value={current}
        onChange={(e) => setCurrent(e.target.value)}
        error={errorFor('currentPassword')}
      />
      <PasswordField
        label="New password"
        name="password"
        autoComplete="new-password"
        required
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        error={errorFor('password')}
        hint={<PasswordRules rules={rules} />}
      />
      <label className="ly-check">
        <input type="checkbox" checked={others} onChange={(e) => setOthers(e.target.checked)} />
        Sign out all other devices
      </label>
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Changing…' : 'Change password'}
      </button>
      <Notice kind="good">{changed && 'Your password is changed.'}</Notice>
    </form>
  );
}
