import { useHistory } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { rolesTitle, splitRoles } from '@site/src/lib/permissions';
import Field from '../account/Field';
import Notice from '../account/Notice';
import Confirm from '../page/Confirm';
import Panel from '../page/Panel';
import { formatDate, memberLimit, usePlace, type Member } from './place';
import RolesDialog from './RolesDialog';

type Open = { what: 'roles' | 'remove'; member: Member } | { what: 'leave' } | null;

/** Who belongs to the organization, and what the reader may change about it. */
export default function Members(): ReactNode {
  const { organization, me, reload } = usePlace();
  const history = useHistory();
  const [open, setOpen] = useState<Open>(null);
  const [told, setTold] = useState('');
  const [filter, setFilter] = useState('');
  const { members, name } = organization;
  const shown = members.filter(({ user }) => matches(user, filter));
  const close = () => setOpen(null);

  function changed(text: string): void {
    close();
    setTold(text);
    void reload();
  }

  return (
    <Panel title="Members" aside={<span className="ly-hint">{countOf(members.length)}</span>}>
      {members.length > 5 && (
        <Field
          label="Find a member"
          type="search"
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
      )}
      <Notice kind="good">{told}</Notice>
      <table className="ly-table ly-table--cards">
        <caption className="ly-visually-hidden">Members of {name}</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">Member since</th>
            <th scope="col">
              <span className="ly-visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((member) => (
            <MemberRow key={member.id} member={member} onOpen={setOpen} />
          ))}
        </tbody>
      </table>
      <p className="ly-hint" role="status">
        {filter && `${shown.length} of ${members.length} shown.`}
      </p>
      <button type="button" className="ly-button ly-button--quiet" onClick={() => setOpen({ what: 'leave' })}>
        Leave this organization
      </button>
      {open?.what === 'roles' && (
        <RolesDialog
          member={open.member}
          onClose={close}
          onDone={() => changed(`The role of ${nameOf(open.member)} is changed.`)}
        />
      )}
      {open?.what === 'remove' && (
        <Confirm
          title={`Remove ${nameOf(open.member)}?`}
          action="Remove"
          call={() =>
            attempt((fetchOptions) =>
              authClient.organization.removeMember({
                memberIdOrEmail: open.member.id,
                organizationId: organization.id,
                fetchOptions,
              }),
            )
          }
          onDone={() => changed(`${nameOf(open.member)} is removed.`)}
          onClose={close}
        >
          They lose everything that comes with belonging to {name}. They can be invited again.
        </Confirm>
      )}
      {open?.what === 'leave' && (
        <Confirm
          title={`Leave ${name}?`}
          action="Leave"
          call={() =>
            attempt((fetchOptions) =>
              authClient.organization.leave({ organizationId: organization.id, fetchOptions }),
            )
          }
          onDone={() => history.push('/organizations')}
          onClose={close}
        >
          You, {me.email}, will not belong to it any more. To come back you need an invitation.
        </Confirm>
      )}
    </Panel>
  );
}

function MemberRow({ member, onOpen }: { member: Member; onOpen: (open: Open) => void }): ReactNode {
  const { can, me, offers, myRole, mayGive } = usePlace();
  const isMe = member.userId === me.id;
  // Only those who hold the creator's role touch others who do.
  const mayTouch =
    !splitRoles(member.role).includes(offers.creatorRole) || splitRoles(myRole).includes(offers.creatorRole);
  const name = nameOf(member);
  return (
    <tr>
      <th scope="row">
        <span className="ly-who">
          <strong>
            {name} {isMe && <span className="ly-badge">You</span>}
          </strong>
          <span className="ly-hint">{member.user.email}</span>
        </span>
      </th>
      <td data-label="Role">{rolesTitle(member.role)}</td>
      <td data-label="Member since">{formatDate(member.createdAt)}</td>
      <td>
        <span className="ly-actions">
          {can('member', 'update') && mayTouch && mayGive.length > 0 && (
            <button
              type="button"
              className="ly-button ly-button--quiet ly-button--small"
              aria-label={`Change the role of ${name}`}
              onClick={() => onOpen({ what: 'roles', member })}
            >
              Change role
            </button>
          )}
          {can('member', 'delete') && mayTouch && !isMe && (
            <button
              type="button"
              className="ly-button ly-button--quiet ly-button--small"
              aria-label={`Remove ${name}`}
              onClick={() => onOpen({ what: 'remove', member })}
            >
              Remove
            </button>
          )}
        </span>
      </td>
    </tr>
  );
}

export function nameOf({ user }: Pick<Member, 'user'>): string {
  return user.name.trim() || user.email;
}

function matches({ name, email }: Member['user'], filter: string): boolean {
  return `${name} ${email}`.toLowerCase().includes(filter.trim().toLowerCase());
}

function countOf(count: number): string {
  if (count >= memberLimit) return `The first ${memberLimit} are shown`;
  return count === 1 ? 'One person' : `${count} people`;
}
