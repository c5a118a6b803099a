import Link from '@docusaurus/Link';
import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import Notice from '../account/Notice';
import { formatDate } from '../organization/place';
import Panel from '../page/Panel';
import { useLoad } from '../page/useLoad';
import { userAddress } from './users';

interface Entry {
  id: string;
  action: string;
  outcome: string;
  actorId: string | null;
  targetId: string | null;
  ipAddress: string | null;
  createdAt: string;
}

const pageSize = 50;

/** What administrators did, newest first. */
export default function AuditLog(): ReactNode {
  const [page, setPage] = useState(0);
  const { data, refusal, loading } = useLoad(String(page), (fetchOptions) =>
    authClient.$fetch<{ entries: Entry[]; total: number }>('/admin/audit-log', {
      query: { limit: pageSize, offset: page * pageSize },
      ...fetchOptions,
    }),
  );
  const total = data?.total ?? 0;
  return (
    <Panel title="Audit log">
      <p className="ly-hint">
        What administrators did, and what they were refused. Records stay when users go.
      </p>
      <Notice kind="bad">{refusal && words(refusal)}</Notice>
      <p className="ly-hint" role="status">
        {loading ? 'One moment…' : data && `${total === 1 ? 'One record' : `${total} records`}.`}
      </p>
      {data && data.entries.length > 0 && (
        <table className="ly-table ly-table--cards">
          <caption className="ly-visually-hidden">Audit log</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">To whom</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {data.entries.map((entry) => (
              <tr key={entry.id}>
                <th scope="row">{entry.action.replaceAll('-', ' ')}</th>
                <td data-label="When">{formatDate(entry.createdAt)}</td>
                <td data-label="Who">
                  <Person id={entry.actorId} />
                </td>
                <td data-label="To whom">
                  <Person id={entry.targetId} />
                </td>
                <td data-label="Outcome">{entry.outcome}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {total > pageSize && (
        <div className="ly-actions">
          <Turn text="Newer" shown={page > 0} onClick={() => setPage(page - 1)} />
          <Turn text="Older" shown={(page + 1) * pageSize < total} onClick={() => setPage(page + 1)} />
        </div>
      )}
    </Panel>
  );
}

function words({ code, message }: { code: string; message: string }): string {
  return code === 'HTTP_404' ? 'No audit log is kept here.' : message;
}

function Turn({ text, shown, onClick }: { text: string; shown: boolean; onClick: () => void }): ReactNode {
  return (
    <button type="button" className="ly-button ly-button--quiet" disabled={!shown} onClick={onClick}>
      {text}
    </button>
  );
}

function Person({ id }: { id: string | null }): ReactNode {
  return id ? <Link to={userAddress(id)}>{id.slice(0, 8)}…</Link> : '—';
}
