import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { offers, settings } from '@site/src/lib/settings';
import Field from './Field';
import Notice from './Notice';
import { usePasskeyAutofill } from './passkey';
import PasswordField from './PasswordField';
import { useSubmit } from './useSubmit';

export interface FormProps {
  email: string;
  onEmail: (email: string) => void;
  onDone: () => void;
}

export interface SignInFormProps extends Omit<FormProps, 'onDone'> {
  /** What the server has answered: a session, or a request for a second step. */
  onDone: (answer: unknown) => void;
  onForgotten: () => void;
}

/** E-mail address and password of an account that exists. */
export default function SignInForm({ email, onEmail, onDone, onForgotten }: SignInFormProps): ReactNode {
  const byName = offers('username');
  const [password, setPassword] = useState('');
  const [rememberMe, setRememberMe] = useState(true);
  const [failure, setFailure] = useState('');
  const { busy, refusal, errorFor, onSubmit } = useSubmit(signIn, onDone);
  usePasskeyAutofill(onDone, setFailure);

  function signIn(): Promise<Outcome<unknown>> {
    const name = email.trim();
    return attempt<unknown>((fetchOptions) =>
      byName && !name.includes('@')
        ? authClient.signIn.username({ username: name, password, rememberMe, fetchOptions })
        : authClient.signIn.email({ email: name, password, rememberMe, fetchOptions }),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form') ?? failure}</Notice>
      <Field
        label={byName ? 'E-mail or user name' : 'E-mail'}
        name="email"
        type={byName ? 'text' : 'email'}
        autoCapitalize="none"
        spellCheck={false}
        autoComplete="username webauthn"
        required
        value={email}
        onChange={(e) => onEmail(e.target.value)}
        error={errorFor('email')}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        error={errorFor('password')}
        aria-invalid={/^INVALID_(EMAIL|USERNAME)_OR_PASSWORD$/.test(refusal?.code ?? '') || undefined}
      />
      <label className="ly-check">
        <input type="checkbox" checked={rememberMe} onChange={(e) => setRememberMe(e.target.checked)} />
        Keep me signed in on this device
      </label>
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Signing in…' : 'Sign in'}
      </button>
      {settings().resetPassword && (
        <button type="button" className="ly-button ly-button--link" onClick={onForgotten}>
          Forgot your password?
        </button>
      )}
    </form>
  );
}
