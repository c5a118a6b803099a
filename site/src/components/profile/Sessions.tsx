import type { ReactNode } from 'react';
import { authClient, type Session } from '@site/src/lib/auth-client';
import type { CallOptions } from '@site/src/lib/auth-errors';
import { describeDevice } from './device';
import Refused from './Refused';
import { useList } from './useList';

type Entry = Session['session'];

const listSessions = (fetchOptions: CallOptions) => authClient.listSessions({ fetchOptions });

/** The devices where the reader is signed in, each of which can be signed out from here. */
export default function Sessions({ current }: { current: Entry }): ReactNode {
  // Again when the session is another one: after a new sign-in, or a changed password.
  const { entries, refusal, told, change } = useList<Entry>(listSessions, current.token);
  const sessions = entries?.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  const others = sessions?.filter((s) => s.token !== current.token) ?? [];
  return (
    <>
      <Refused refusal={refusal} />
      {sessions && (
        <ul className="ly-entries">
          {sessions.map((session) => (
            <li key={session.id}>
              <SessionEntry
                session={session}
                isCurrent={session.token === current.token}
                onEnd={(name) =>
                  void change(
                    (fetchOptions) => authClient.revokeSession({ token: session.token, fetchOptions }),
                    `${name} is signed out.`,
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
      {others.length > 1 && (
        <button
          type="button"
          className="ly-button ly-button--quiet"
          onClick={() =>
            void change(
              (fetchOptions) => authClient.revokeOtherSessions({ fetchOptions }),
              'All others are signed out.',
            )
          }
        >
          Sign out all others
        </button>
      )}
      <p className="ly-hint" role="status">
        {told}
      </p>
    </>
  );
}

interface SessionEntryProps {
  session: Entry;
  isCurrent: boolean;
  onEnd: (name: string) => void;
}

function SessionEntry({ session, isCurrent, onEnd }: SessionEntryProps): ReactNode {
  const name = describeDevice(session.userAgent ?? '');
  const since = session.createdAt.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <>
      <div>
        <strong>{name}</strong>
        <span className="ly-hint">
          {isCurrent ? 'This device' : `Signed in ${since}`}
          {session.ipAddress && ` · ${session.ipAddress}`}
        </span>
      </div>
      {!isCurrent && (
        <button
          type="button"
          className="ly-button ly-button--quiet"
          aria-label={`Sign out ${name}, signed in ${since}`}
          onClick={() => onEnd(name)}
        >
          Sign out
        </button>
      )}
    </>
  );
}
