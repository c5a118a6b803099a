import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { roleTitle, splitRoles } from '@site/src/lib/permissions';
import { settings } from '@site/src/lib/settings';
import Field from '../account/Field';
import Notice from '../account/Notice';
import PasswordField from '../account/PasswordField';
import { useSubmit } from '../account/useSubmit';
import { asRoles } from '../organization/place';
import SelectField from '../page/SelectField';
import { useOffice } from './office';
import type { Account } from './users';

/** Role names in the type that the client knows. */
function asUserRoles(names: string[]): ('user' | 'admin')[] {
  return asRoles(names) as string[] as ('user' | 'admin')[];
}

export interface UserFormProps {
  user: Account;
  onDone: () => void;
}

function Submit({ busy, text }: { busy: boolean; text: string }): ReactNode {
  return (
    <button className="ly-button" type="submit" aria-disabled={busy}>
      {busy ? 'One moment…' : text}
    </button>
  );
}

/** Gives a user other roles, one at least. Roles that the reader may not give stay as they are. */
export function RoleForm({ user, onDone }: UserFormProps): ReactNode {
  const { roles, mayGive } = useOffice();
  const before = splitRoles(user.role ?? '');
  const [held, setHeld] = useState(before);
  const { busy, refusal, onSubmit } = useSubmit(save, onDone);

  async function save(): Promise<Outcome<unknown>> {
    if (held.length === 0) {
      return { refusal: { code: 'NO_ROLE', message: 'Choose one role at least.', field: 'form' } };
    }
    return attempt((fetchOptions) =>
      authClient.admin.setRole({ userId: user.id, role: asUserRoles(held), fetchOptions }),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{refusal?.message}</Notice>
      <fieldset>
        <legend>Roles</legend>
        {[...new Set([...roles, ...before])].map((name) => (
          <label className="ly-check" key={name}>
            <input
              type="checkbox"
              checked={held.includes(name)}
              disabled={!mayGive.includes(name)}
              onChange={(e) =>
                setHeld(e.target.checked ? [...held, name] : held.filter((other) => other !== name))
              }
            />
            {roleTitle(name)}
          </label>
        ))}
      </fieldset>
      <p className="ly-hint">
        Roles of the whole site. Those in an organization are given on the page of that organization.
      </p>
      {roles.length > mayGive.length && (
        <p className="ly-hint">You can give roles that allow nothing beyond your own.</p>
      )}
      <Submit busy={busy} text="Save" />
    </form>
  );
}

export function PasswordForm({ user, onDone }: UserFormProps): ReactNode {
  const [password, setPassword] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit(
    () =>
      attempt((fetchOptions) =>
        authClient.admin.setUserPassword({ userId: user.id, newPassword: password, fetchOptions }),
      ),
    onDone,
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <PasswordField
        label="New password"
        name="password"
        autoComplete="new-password"
        required
        minLength={settings().minPasswordLength}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        error={errorFor('password')}
        hint="They are signed out everywhere. Tell them the password in a safe way."
      />
      <Submit busy={busy} text="Set password" />
    </form>
  );
}

const day = 24 * 60 * 60;
const spans: [seconds: string, text: string][] = [
  ['', 'Until somebody lifts it'],
  [String(day), 'One day'],
  [String(7 * day), 'One week'],
  [String(30 * day), '30 days'],
  [String(365 * day), 'One year'],
];

/** Keeps a user from signing in. */
export function BanForm({ user, onDone }: UserFormProps): ReactNode {
  const [reason, setReason] = useState('');
  const [span, setSpan] = useState('');
  const { busy, refusal, onSubmit } = useSubmit(
    () =>
      attempt((fetchOptions) =>
        authClient.admin.banUser({
          userId: user.id,
          ...(reason.trim() && { banReason: reason.trim() }),
          ...(span && { banExpiresIn: Number(span) }),
          fetchOptions,
        }),
      ),
    onDone,
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <p>They are signed out everywhere and cannot sign in while the ban lasts.</p>
      <Notice kind="bad">{refusal?.message}</Notice>
      <Field
        label="Reason"
        name="reason"
        maxLength={500}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
        hint="Shown to administrators."
      />
      <SelectField label="How long" options={spans} value={span} onChange={(e) => setSpan(e.target.value)} />
      <Submit busy={busy} text="Ban" />
    </form>
  );
}

/** Makes an account for somebody. */
export function CreateUserForm({ onDone }: { onDone: (id: string) => void }): ReactNode {
  const { mayGive } = useOffice();
  const role = settings().admin?.defaultRole ?? '';
  const [values, setValues] = useState({ name: '', email: '', password: '', role });
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });
  const { busy, errorFor, onSubmit } = useSubmit(
    () =>
      attempt((fetchOptions) =>
        authClient.admin.createUser({
          name: values.name.trim(),
          email: values.email.trim(),
          password: values.password,
          role: asUserRoles([values.role]),
          fetchOptions,
        }),
      ),
    ({ user }) => onDone(user.id),
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="Name"
        name="name"
        autoComplete="off"
        required
        maxLength={100}
        value={values.name}
        onChange={(e) => set({ name: e.target.value })}
        error={errorFor('name')}
      />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="off"
        required
        value={values.email}
        onChange={(e) => set({ email: e.target.value })}
        error={errorFor('email')}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        required
        value={values.password}
        onChange={(e) => set({ password: e.target.value })}
        error={errorFor('password')}
      />
      <SelectField
        label="Role"
        options={[...new Set([role, ...mayGive])].map((name) => [name, roleTitle(name)])}
        value={values.role}
        onChange={(e) => set({ role: e.target.value })}
      />
      <Submit busy={busy} text="Create user" />
    </form>
  );
}
