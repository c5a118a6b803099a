import Link from '@docusaurus/Link';
import { useHistory } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { rolesTitle } from '@site/src/lib/permissions';
import { settings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import { formatDate } from '../organization/place';
import Confirm from '../page/Confirm';
import Dialog from '../page/Dialog';
import Panel from '../page/Panel';
import { useLoad } from '../page/useLoad';
import { logAddress } from './auditQuery';
import { BanForm, PasswordForm, RoleForm } from './forms';
import { useOffice } from './office';
import { State } from './UserList';
import UserSessions from './UserSessions';
import { accountName, isBanned, type Account } from './users';

type Open = 'role' | 'ban' | 'unban' | 'password' | 'remove' | 'impersonate' | null;

/** One user, and what an administrator may do about them. */
export default function UserDetail({ id }: { id: string }): ReactNode {
  const { me, can } = useOffice();
  const { data, refusal, reload } = useLoad(id, (fetchOptions) =>
    authClient.admin.getUser({ query: { id }, fetchOptions }),
  );
  const user: Account | null = data;
  const [changes, setChanges] = useState(0);
  // Some of what is done ends sessions, too.
  function changed(): void {
    setChanges(changes + 1);
    void reload();
  }

  return (
    <div className="ly-stack">
      <p>
        <Link to="/admin">All users</Link>
      </p>
      <Notice kind="bad">{refusal?.message}</Notice>
      {!user && !refusal && <p role="status">One moment…</p>}
      {user && (
        <>
          <Panel title={accountName(user)}>
            <Facts user={user} />
            <Actions user={user} isMe={user.id === me.id} onChanged={changed} />
          </Panel>
          {can('session', 'list') && (
            <Panel title="Where they are signed in">
              <UserSessions key={changes} userId={user.id} />
            </Panel>
          )}
          {settings().admin?.auditLog && can('audit', 'read') && (
            <p>
              <Link to={logAddress({ target: user.id })}>What administrators did about them</Link>
              {' · '}
              <Link to={logAddress({ actor: user.id })}>What they did as an administrator</Link>
            </p>
          )}
        </>
      )}
    </div>
  );
}

function Facts({ user }: { user: Account }): ReactNode {
  const banned = isBanned(user);
  return (
    <dl className="ly-facts">
      <dt>E-mail</dt>
      <dd>{user.email}</dd>
      <dt>Role on the site</dt>
      <dd>{rolesTitle(user.role ?? '') || 'None'}</dd>
      <dt>State</dt>
      <dd>
        <State user={user} />
      </dd>
      {banned && (
        <>
          <dt>Banned because</dt>
          <dd>{user.banReason || 'No reason'}</dd>
          <dt>Banned until</dt>
          <dd>{user.banExpires ? formatDate(user.banExpires) : 'somebody lifts it'}</dd>
        </>
      )}
      <dt>Since</dt>
      <dd>{formatDate(user.createdAt)}</dd>
      <dt>Id</dt>
      <dd>
        <code>{user.id}</code>
      </dd>
    </dl>
  );
}

function Actions({
  user,
  isMe,
  onChanged,
}: {
  user: Account;
  isMe: boolean;
  onChanged: () => void;
}): ReactNode {
  const history = useHistory();
  const [open, setOpen] = useState<Open>(null);
  const [told, setTold] = useState('');
  const name = accountName(user);
  const userId = user.id;
  const close = () => setOpen(null);
  const done = (text: string) => () => {
    close();
    setTold(text);
    onChanged();
  };
  const { can } = useOffice();
  const banned = isBanned(user);
  const buttons: [what: Open, text: string, shown: boolean][] = [
    ['role', 'Change role', can('user', 'set-role')],
    ['password', 'Set password', can('user', 'set-password')],
    ['unban', 'Lift the ban', banned && can('user', 'ban')],
    ['ban', 'Ban', !banned && !isMe && can('user', 'ban')],
    ['impersonate', 'Impersonate', !banned && !isMe && can('user', 'impersonate')],
    ['remove', 'Remove', !isMe && can('user', 'delete')],
  ];
  return (
    <>
      <Notice kind="good">{told}</Notice>
      <div className="ly-actions">
        {buttons.map(
          ([what, text, shown]) =>
            shown && (
              <button
                key={what}
                type="button"
                className="ly-button ly-button--quiet ly-button--small"
                onClick={() => setOpen(what)}
              >
                {text}
              </button>
            ),
        )}
      </div>
      {open === 'role' && (
        <Dialog title={`Role of ${name}`} onClose={close}>
          <RoleForm user={user} onDone={done('The role is changed.')} />
        </Dialog>
      )}
      {open === 'password' && (
        <Dialog title={`Password of ${name}`} onClose={close}>
          <PasswordForm user={user} onDone={done('The password is set.')} />
        </Dialog>
      )}
      {open === 'ban' && (
        <Dialog title={`Ban ${name}`} onClose={close}>
          <BanForm user={user} onDone={done(`${name} is banned.`)} />
        </Dialog>
      )}
      {open === 'unban' && (
        <Confirm
          title={`Lift the ban of ${name}?`}
          action="Lift the ban"
          call={() => attempt((fetchOptions) => authClient.admin.unbanUser({ userId, fetchOptions }))}
          onDone={done(`${name} may sign in again.`)}
          onClose={close}
        >
          They can sign in again at once.
        </Confirm>
      )}
      {open === 'impersonate' && (
        <Confirm
          title={`Impersonate ${name}?`}
          action="Impersonate"
          call={() => attempt((fetchOptions) => authClient.admin.impersonateUser({ userId, fetchOptions }))}
          onDone={() => history.push('/')}
          onClose={close}
        >
          You will see the site as they do, until you stop. What you do then happens in their name.
        </Confirm>
      )}
      {open === 'remove' && (
        <Confirm
          title={`Remove ${name}?`}
          action="Remove for good"
          typed={user.email}
          call={() => attempt((fetchOptions) => authClient.admin.removeUser({ userId, fetchOptions }))}
          onDone={() => history.push('/admin')}
          onClose={close}
        >
          The account and everything that belongs to it is deleted. This cannot be undone.
        </Confirm>
      )}
    </>
  );
}
