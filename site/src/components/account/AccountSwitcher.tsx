import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { authClient, refreshSession, type User } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { useSignIn } from '@site/src/lib/sign-in';
import Avatar, { displayName, type Face } from './Avatar';

interface DeviceSession {
  session: { token: string };
  user: Face & { id: string };
}

export interface AccountSwitcherProps {
  user: User;
  /** The menu has done its work. */
  onDone: () => void;
}

/** The accounts that are signed in in this browser: to change to, to sign out one by one, and to add to. */
export default function AccountSwitcher({ user, onDone }: AccountSwitcherProps): ReactNode {
  const { open } = useSignIn();
  const [accounts, setAccounts] = useState<DeviceSession[]>([]);
  const [failure, setFailure] = useState('');

  const load = useCallback(async () => {
    const { data } = await attempt<DeviceSession[]>((fetchOptions) =>
      authClient.multiSession.listDeviceSessions({ fetchOptions }),
    );
    setAccounts(data ?? []);
  }, []);
  useEffect(() => void load(), [load]);

  async function change(sessionToken: string): Promise<void> {
    const { refusal } = await attempt<unknown>((fetchOptions) =>
      authClient.multiSession.setActive({ sessionToken, fetchOptions }),
    );
    if (!refusal) {
      onDone();
      return;
    }
    setFailure(refusal.message);
    await load();
  }

  /** The server goes on with another account when it was the one in use. */
  async function leave(sessionToken: string): Promise<void> {
    const { refusal } = await attempt<unknown>((fetchOptions) =>
      authClient.multiSession.revoke({ sessionToken, fetchOptions }),
    );
    setFailure(refusal?.message ?? '');
    refreshSession();
    await load();
  }

  const current = accounts.find((a) => a.user.id === user.id);
  const others = accounts.filter((a) => a.user.id !== user.id);
  return (
    <div className="ly-accounts">
      <span role="alert">{failure}</span>
      {others.length > 0 && (
        <ul aria-label="Other accounts in this browser">
          {others.map(({ session, user }) => (
            <li key={user.id}>
              <button type="button" onClick={() => void change(session.token)}>
                <Avatar user={user} />
                <span>
                  <span className="ly-visually-hidden">Change to </span>
                  {displayName(user)}
                  {user.name.trim() && <small>{user.email}</small>}
                </span>
              </button>
              <button
                type="button"
                className="ly-close"
                aria-label={`Sign ${displayName(user)} out`}
                onClick={() => void leave(session.token)}
              >
                <svg viewBox="0 0 20 20" aria-hidden="true">
                  <path d="M5 5l10 10M15 5L5 15" />
                </svg>
              </button>
            </li>
          ))}
        </ul>
      )}
      <button
        type="button"
        onClick={() => {
          onDone();
          open({
            again: true,
            reason: 'Sign in with another account. You can change between them in the menu.',
          });
        }}
      >
        Add another account
      </button>
      {current && others.length > 0 && (
        <button type="button" onClick={() => void leave(current.session.token)}>
          Leave this account only
        </button>
      )}
    </div>
  );
}
