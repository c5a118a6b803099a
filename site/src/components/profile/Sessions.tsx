import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { authClient, type Session } from '@site/src/lib/auth-client';
import { attempt, type Refusal } from '@site/src/lib/auth-errors';
import { useSignIn } from '@site/src/lib/sign-in';
import Notice from '../account/Notice';
import { describeDevice } from './device';

type Entry = Session['session'];

/** The devices where the reader is signed in, each of which can be signed out from here. */
export default function Sessions({ current }: { current: Entry }): ReactNode {
  const [sessions, setSessions] = useState<Entry[] | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [told, setTold] = useState('');

  const load = useCallback(async () => {
    const { data, refusal } = await attempt<Entry[]>((fetchOptions) =>
      authClient.listSessions({ fetchOptions }),
    );
    setRefusal(refusal ?? null);
    if (data) setSessions(data.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime()));
  }, []);

  // Again when the session is another one: after a new sign-in, or a changed password.
  useEffect(() => void load(), [load, current.token]);

  async function end(call: Parameters<typeof attempt>[0], done: string): Promise<void> {
    const { refusal } = await attempt(call);
    setTold(refusal ? '' : done);
    if (refusal) setRefusal(refusal);
    else await load();
  }

  const others = sessions?.filter((s) => s.token !== current.token) ?? [];
  return (
    <>
      <Notice kind="bad">{refusal && <Refused refusal={refusal} />}</Notice>
      {sessions && (
        <ul className="ly-sessions">
          {sessions.map((session) => (
            <li key={session.id}>
              <SessionEntry
                session={session}
                isCurrent={session.token === current.token}
                onEnd={(name) =>
                  void end(
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
            void end(
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

/** Some of this is shown only shortly after signing in: then the reader is asked to do it again. */
function Refused({ refusal }: { refusal: Refusal }): ReactNode {
  const { open } = useSignIn();
  const again = ['SESSION_NOT_FRESH', 'SESSION_EXPIRED', 'UNAUTHORIZED'].includes(refusal.code);
  return (
    <>
      {refusal.message}{' '}
      {again && (
        <button type="button" className="ly-button ly-button--link" onClick={() => open({ again: true })}>
          Sign in again
        </button>
      )}
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
