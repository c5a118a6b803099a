import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { rolesTitle } from '@site/src/lib/permissions';
import Panel from '../page/Panel';
import { useLoad } from '../page/useLoad';
import { formatDate } from './place';

/** The open invitations to the reader, for whom the address is proved; nothing when there are none. */
export default function ReceivedInvitations(): ReactNode {
  const { data } = useLoad('received', (fetchOptions) =>
    authClient.organization.listUserInvitations({ fetchOptions }),
  );
  const open = data?.filter(({ expiresAt }) => new Date(expiresAt).getTime() > Date.now()) ?? [];
  if (open.length === 0) return null;
  return (
    <Panel title="Invitations to you">
      <ul className="ly-list">
        {open.map(({ id, organizationName, role, expiresAt }) => (
          <li key={id}>
            <span className="ly-who">
              <strong>{organizationName}</strong>
              <span className="ly-hint">
                {rolesTitle(role)} · until {formatDate(expiresAt)}
              </span>
            </span>
            <Link
              className="ly-button ly-button--quiet ly-button--small"
              to={`/accept-invitation?id=${encodeURIComponent(id)}`}
              aria-label={`Answer the invitation of ${organizationName}`}
            >
              Answer
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
