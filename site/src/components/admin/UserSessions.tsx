import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import { formatDate } from '../organization/place';
import { useLoad } from '../page/useLoad';
import { describeDevice } from '../profile/device';
import { useOffice } from './office';

/** A user's sessions, each of which can be ended. */
export default function UserSessions({ userId }: { userId: string }): ReactNode {
  const { data, refusal, reload } = useLoad(userId, (fetchOptions) =>
    authClient.admin.listUserSessions({ userId, fetchOptions }),
  );
  const { can } = useOffice();
  const mayEnd = can('session', 'revoke');
  const [failed, setFailed] = useState('');
  const [told, setTold] = useState('');

  async function end(call: () => Promise<Outcome<unknown>>, done: string): Promise<void> {
    const { refusal: no } = await call();
    setFailed(no?.message ?? '');
    setTold(no ? '' : done);
    if (!no) await reload();
  }

  const sessions = data?.sessions ?? [];
  return (
    <>
      <Notice kind="bad">{failed || refusal?.message}</Notice>
      {data && sessions.length === 0 && <p>Nowhere.</p>}
      <ul className="ly-list">
        {sessions.map((session) => {
          const device = describeDevice(session.userAgent ?? '');
          const since = formatDate(session.createdAt);
          return (
            <li key={session.id}>
              <span className="ly-who">
                <strong>{device}</strong>
                <span className="ly-hint">
                  Since {since}
                  {session.ipAddress && ` · ${session.ipAddress}`}
                </span>
              </span>
              {mayEnd && (
                <button
                  type="button"
                  className="ly-button ly-button--quiet ly-button--small"
                  aria-label={`End the session on ${device} since ${since}`}
                  onClick={() =>
                    void end(
                      () =>
                        attempt((fetchOptions) =>
                          authClient.admin.revokeUserSession({ sessionToken: session.token, fetchOptions }),
                        ),
                      `The session on ${device} is ended.`,
                    )
                  }
                >
                  End
                </button>
              )}
            </li>
          );
        })}
      </ul>
      {mayEnd && sessions.length > 1 && (
        <button
          type="button"
          className="ly-button ly-button--quiet"
          onClick={() =>
            void end(
              () => attempt((fetchOptions) => authClient.admin.revokeUserSessions({ userId, fetchOptions })),
              'All sessions are ended.',
            )
          }
        >
          End all
        </button>
      )}
      <p className="ly-hint" role="status">
        {told}
      </p>
    </>
  );
}
