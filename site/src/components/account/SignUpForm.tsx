import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Field from './Field';
import Notice from './Notice';
import PasswordField from './PasswordField';
import PasswordRules from './PasswordRules';
import { broken, passwordRules } from './passwordRules';
import type { FormProps } from './SignInForm';
import { useSubmit } from './useSubmit';

interface SignedUp {
  token: string | null;
}

/** A new account. Servers that want the address confirmed first answer without a session: then the form says so. */
export default function SignUpForm({ email, onEmail, onDone }: FormProps): ReactNode {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [mailed, setMailed] = useState(false);
  const rules = passwordRules(password, email, settings().minPasswordLength);
  const { busy, errorFor, onSubmit } = useSubmit<SignedUp>(signUp, ({ token }) =>
    token === null ? setMailed(true) : onDone(),
  );

  async function signUp(): Promise<Outcome<SignedUp>> {
    const refused = broken(rules);
    if (refused) return refused;
    return attempt<SignedUp>((fetchOptions) =>
      authClient.signUp.email({ name: name.trim(), email: email.trim(), password, fetchOptions }),
    );
  }

  if (mailed) {
    return (
      <Notice kind="good">
        Your account is made. We have sent a mail to <strong>{email}</strong>: open the link in it, then sign
        in.
      </Notice>
    );
  }
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={100}
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={errorFor('name')}
      />
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
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        required
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        error={errorFor('password')}
        hint={<PasswordRules rules={rules} />}
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Making your account…' : 'Create account'}
      </button>
    </form>
  );
}
