import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { rolesTitle } from '@site/src/lib/permissions';
import Notice from '../account/Notice';
import Panel from '../page/Panel';
import { invite, isOpen } from './invite';
import InviteForm from './InviteForm';
import InviteList from './InviteList';
import { formatDate, usePlace, type Invitation } from './place';

/** Invites people, one or many, and shows whose answer is awaited. */
export default function Invitations(): ReactNode {
  return (
    <div className="ly-stack">
      <Panel title="Invite somebody">
        <InviteForm />
      </Panel>
      <Panel title="Invite many">
        <InviteList />
      </Panel>
      <Panel title="Invitations">
        <Sent />
      </Panel>
    </div>
  );
}

const states: Record<string, string> = {
  accepted: 'Accepted',
  rejected: 'Declined',
  canceled: 'Withdrawn',
  pending: 'Expired',
};

function Sent(): ReactNode {
  const { organization, reload } = usePlace();
  const [told, setTold] = useState<{ text: string; bad: boolean }>({ text: '', bad: false });
  const open = organization.invitations.filter(isOpen);
  const closed = organization.invitations.filter((invitation) => !isOpen(invitation));

  async function act(call: () => Promise<Outcome<unknown>>, done: string): Promise<void> {
    const { refusal } = await call();
    setTold(refusal ? { text: refusal.message, bad: true } : { text: done, bad: false });
    if (!refusal) await reload();
  }

  return (
    <>
      <Notice kind="bad">{told.bad && told.text}</Notice>
      <Notice kind="good">{!told.bad && told.text}</Notice>
      {open.length === 0 ? (
        <p>No invitation is open.</p>
      ) : (
        <table className="ly-table ly-table--cards">
          <caption className="ly-visually-hidden">Open invitations</caption>
          <thead>
            <tr>
              <th scope="col">Address</th>
              <th scope="col">Role</th>
              <th scope="col">Open until</th>
              <th scope="col">
                <span className="ly-visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {open.map((invitation) => (
              <OpenRow
                key={invitation.id}
                invitation={invitation}
                act={(call, done) => void act(call, done)}
              />
            ))}
          </tbody>
        </table>
      )}
      {closed.length > 0 && (
        <details>
          <summary>Earlier invitations ({closed.length})</summary>
          <ul className="ly-list">
            {closed.map(({ id, email, role, status }) => (
              <li key={id}>
                <span className="ly-who">{email}</span>
                <span className="ly-hint">
                  {rolesTitle(role)} · {states[status] ?? status}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

interface OpenRowProps {
  invitation: Invitation;
  act: (call: () => Promise<Outcome<unknown>>, done: string) => void;
}

function OpenRow({ invitation, act }: OpenRowProps): ReactNode {
  const { organization, can } = usePlace();
  const { id, email, role, expiresAt } = invitation;
  const cancel = () =>
    attempt((fetchOptions) => authClient.organization.cancelInvitation({ invitationId: id, fetchOptions }));
  return (
    <tr>
      <th scope="row">
        <span className="ly-who">{email}</span>
      </th>
      <td data-label="Role">{rolesTitle(role)}</td>
      <td data-label="Open until">{formatDate(expiresAt)}</td>
      <td>
        <span className="ly-actions">
          <button
            type="button"
            className="ly-button ly-button--quiet ly-button--small"
            aria-label={`Send the invitation to ${email} again`}
            onClick={() =>
              act(
                () => invite(organization.id, { email, role, resend: true }),
                `The invitation to ${email} is sent again.`,
              )
            }
          >
            Send again
          </button>
          {can('invitation', 'cancel') && (
            <button
              type="button"
              className="ly-button ly-button--quiet ly-button--small"
              aria-label={`Withdraw the invitation to ${email}`}
              onClick={() => act(cancel, `The invitation to ${email} is withdrawn.`)}
            >
              Withdraw
            </button>
          )}
        </span>
      </td>
    </tr>
  );
}
