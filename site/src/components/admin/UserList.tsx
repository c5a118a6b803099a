import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { roleTitle, rolesTitle } from '@site/src/lib/permissions';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { formatDate } from '../organization/place';
import Panel from '../page/Panel';
import SelectField from '../page/SelectField';
import { useLoad } from '../page/useLoad';
import {
  accountName,
  filterChoices,
  isBanned,
  pageSize,
  readQuery,
  serverQuery,
  sorts,
  userAddress,
  writeQuery,
  type Account,
  type UserQuery,
} from './users';

/** The users, a page at a time; what is searched for is in the address. */
export default function UserList(): ReactNode {
  const history = useHistory();
  const { search } = useLocation();
  const query = readQuery(search);
  const { data, refusal, loading } = useLoad(writeQuery(query), (fetchOptions) =>
    authClient.admin.listUsers({ query: serverQuery(query), fetchOptions }),
  );
  const show = (change: Partial<UserQuery>) => history.push(writeQuery({ ...query, page: 1, ...change }));
  const total = data?.total ?? 0;
  return (
    <Panel title="Users">
      <Search key={query.search + query.field} query={query} onSearch={show} />
      <Notice kind="bad">{refusal?.message}</Notice>
      <p className="ly-hint" role="status">
        {loading ? 'One moment…' : data && countOf(query, total)}
      </p>
      {data && data.users.length > 0 && <UserTable users={data.users} />}
      {total > pageSize && (
        <nav className="ly-actions" aria-label="Pages of users">
          {query.page > 1 && <Link to={writeQuery({ ...query, page: query.page - 1 })}>Earlier</Link>}
          <span className="ly-hint">
            Page {query.page} of {Math.ceil(total / pageSize)}
          </span>
          {query.page * pageSize < total && (
            <Link to={writeQuery({ ...query, page: query.page + 1 })}>Later</Link>
          )}
        </nav>
      )}
    </Panel>
  );
}

function countOf({ page }: UserQuery, total: number): string {
  if (total === 0) return 'Nobody is found.';
  const first = (page - 1) * pageSize + 1;
  return `${first} to ${Math.min(first + pageSize - 1, total)} of ${total}.`;
}

function Search({
  query,
  onSearch,
}: {
  query: UserQuery;
  onSearch: (change: Partial<UserQuery>) => void;
}): ReactNode {
  const [text, setText] = useState(query.search);
  return (
    <form
      className="ly-inline"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch({ search: text.trim() });
      }}
    >
      <Field label="Search for" type="search" value={text} onChange={(e) => setText(e.target.value)} />
      <SelectField
        label="In"
        options={[
          ['email', 'Address'],
          ['name', 'Name'],
        ]}
        value={query.field}
        onChange={(e) => onSearch({ search: text.trim(), field: e.target.value as UserQuery['field'] })}
      />
      <SelectField
        label="Show"
        options={filterChoices(roleTitle)}
        value={query.filter}
        onChange={(e) => onSearch({ filter: e.target.value })}
      />
      <SelectField
        label="Order"
        options={Object.entries(sorts).map(([value, { text }]): [string, string] => [value, text])}
        value={query.sort}
        onChange={(e) => onSearch({ sort: e.target.value as UserQuery['sort'] })}
      />
      <button className="ly-button" type="submit">
        Search
      </button>
    </form>
  );
}

function UserTable({ users }: { users: Account[] }): ReactNode {
  return (
    <table className="ly-table ly-table--cards">
      <caption className="ly-visually-hidden">Users</caption>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Role</th>
          <th scope="col">State</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr key={user.id}>
            <th scope="row">
              <span className="ly-who">
                <Link to={userAddress(user.id)}>{accountName(user)}</Link>
                <span className="ly-hint">{user.email}</span>
              </span>
            </th>
            <td data-label="Role">{rolesTitle(user.role ?? '')}</td>
            <td data-label="State">
              <State user={user} />
            </td>
            <td data-label="Since">{formatDate(user.createdAt)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** In words, what is special about an account. */
export function State({ user }: { user: Account }): ReactNode {
  if (isBanned(user)) return <span className="ly-badge ly-badge--bad">Banned</span>;
  if (!user.emailVerified) return <span className="ly-badge">Not confirmed</span>;
  return <span className="ly-badge ly-badge--good">Confirmed</span>;
}
