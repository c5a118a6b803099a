import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { roleTitle } from '@site/src/lib/permissions';
import type { Permissions } from '@site/src/lib/settings';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import Confirm from '../page/Confirm';
import Dialog from '../page/Dialog';
import Panel from '../page/Panel';
import Matrix from './Matrix';
import { usePlace, type OwnRole } from './place';

type Open =
  { what: 'show'; name: string; permission: Permissions } | { what: 'edit' | 'delete'; role: OwnRole } | null;

/** The fixed roles, and those that the organization has made for itself. */
export default function Roles(): ReactNode {
  const { offers, ownRoles, organization, can, reload } = usePlace();
  const [open, setOpen] = useState<Open>(null);
  const [told, setTold] = useState('');
  const close = () => setOpen(null);

  function changed(text: string): void {
    close();
    setTold(text);
    void reload();
  }

  return (
    <div className="ly-stack">
      <Panel title="Roles">
        <Notice kind="good">{told}</Notice>
        <ul className="ly-list">
          {Object.entries(offers.roles).map(([name, permission]) => (
            <RoleRow key={name} name={name} kind="Fixed">
              <Small
                text="Show"
                label={`Show what ${name} allows`}
                onClick={() => setOpen({ what: 'show', name, permission })}
              />
            </RoleRow>
          ))}
          {ownRoles.map((role) => (
            <RoleRow key={role.id} name={role.role} kind="Own">
              {can('ac', 'update') ? (
                <Small
                  text="Change"
                  label={`Change ${role.role}`}
                  onClick={() => setOpen({ what: 'edit', role })}
                />
              ) : (
                <Small
                  text="Show"
                  label={`Show what ${role.role} allows`}
                  onClick={() => setOpen({ what: 'show', name: role.role, permission: role.permission })}
                />
              )}
              {can('ac', 'delete') && (
                <Small
                  text="Delete"
                  label={`Delete ${role.role}`}
                  onClick={() => setOpen({ what: 'delete', role })}
                />
              )}
            </RoleRow>
          ))}
        </ul>
      </Panel>
      {can('ac', 'create') && (
        <Panel title="Create a role">
          <RoleForm action="Create" onDone={(name) => changed(`The role ${roleTitle(name)} is there.`)} />
        </Panel>
      )}
      {open?.what === 'show' && (
        <Dialog title={roleTitle(open.name)} onClose={close}>
          <Matrix label={`What ${open.name} allows`} value={open.permission} />
        </Dialog>
      )}
      {open?.what === 'edit' && (
        <Dialog title={`Change ${roleTitle(open.role.role)}`} onClose={close}>
          <RoleForm
            role={open.role}
            action="Save"
            onDone={(name) => changed(`The role ${roleTitle(name)} is changed.`)}
          />
        </Dialog>
      )}
      {open?.what === 'delete' && (
        <Confirm
          title={`Delete ${roleTitle(open.role.role)}?`}
          action="Delete"
          call={() =>
            attempt((fetchOptions) =>
              authClient.organization.deleteRole({
                roleId: open.role.id,
                organizationId: organization.id,
                fetchOptions,
              }),
            )
          }
          onDone={() => changed(`The role ${roleTitle(open.role.role)} is deleted.`)}
          onClose={close}
        >
          A role that somebody still has cannot be deleted.
        </Confirm>
      )}
    </div>
  );
}

function RoleRow({ name, kind, children }: { name: string; kind: string; children: ReactNode }): ReactNode {
  return (
    <li>
      <span className="ly-actions">
        <strong>{roleTitle(name)}</strong>
        <span className="ly-badge">{kind}</span>
      </span>
      <span className="ly-actions">{children}</span>
    </li>
  );
}

function Small({ text, label, onClick }: { text: string; label: string; onClick: () => void }): ReactNode {
  return (
    <button
      type="button"
      className="ly-button ly-button--quiet ly-button--small"
      aria-label={label}
      onClick={onClick}
    >
      {text}
    </button>
  );
}

interface RoleFormProps {
  role?: OwnRole;
  action: string;
  onDone: (name: string) => void;
}

function RoleForm({ role, action, onDone }: RoleFormProps): ReactNode {
  const { organization } = usePlace();
  const [name, setName] = useState(role?.role ?? '');
  const [permission, setPermission] = useState<Permissions>(role?.permission ?? {});
  const { busy, errorFor, onSubmit } = useSubmit(save, () => {
    if (!role) {
      setName('');
      setPermission({});
    }
    onDone(name.trim());
  });

  async function save(): Promise<Outcome<unknown>> {
    const roleName = name.trim().toLowerCase();
    if (!/^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u.test(roleName)) {
      const message = 'Use letters, digits, spaces and hyphens.';
      return { refusal: { code: 'ROLE_NAME', message, field: 'name' } };
    }
    const organizationId = organization.id;
    return attempt<unknown>((fetchOptions) =>
      role
        ? authClient.organization.updateRole({
            roleId: role.id,
            organizationId,
            data: { permission, ...(roleName !== role.role && { roleName }) },
            fetchOptions,
          })
        : authClient.organization.createRole({ role: roleName, permission, organizationId, fetchOptions }),
    );
  }

  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="Name of the role"
        name="name"
        autoComplete="off"
        required
        maxLength={60}
        value={name}
        onChange={(e) => setName(e.target.value)}
        error={errorFor('name')}
      />
      <Matrix label="What the role allows" value={permission} onChange={setPermission} />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'One moment…' : action}
      </button>
    </form>
  );
}
