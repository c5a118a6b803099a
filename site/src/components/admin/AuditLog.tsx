import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import { formatDate } from '../organization/place';
import Panel from '../page/Panel';
import { useOutcome } from '../page/useLoad';
import AuditExport from './AuditExport';
import AuditFilter from './AuditFilter';
import { logAddress, pageSize, readAudit, serverFilters, type AuditQuery } from './auditQuery';
import { useOffice } from './office';
import { namesOf } from './people';
import { userAddress } from './users';

interface Entry {
  id: string;
  action: string;
  outcome: string;
  actorId: string | null;
  impersonatedBy: string | null;
  targetId: string | null;
  detail: Record<string, unknown> | null;
  ipAddress: string | null;
  createdAt: string;
}

interface Log {
  entries: Entry[];
  total: number;
  names: Map<string, string>;
}

/** What administrators did, newest first; the address says which of it. */
export default function AuditLog(): ReactNode {
  const history = useHistory();
  const { can } = useOffice();
  const query = readAudit(useLocation().search);
  const address = logAddress(query);
  const mayLook = can('user', 'list');
  const { data, refusal, loading } = useOutcome(address, () => ask(query, mayLook));
  const total = data?.total ?? 0;
  return (
    <Panel title="Audit log">
      <p className="ly-hint">
        What administrators did, and what they were refused. Records stay when users go.
      </p>
      <AuditFilter key={address} query={query} onShow={(wanted) => history.push(logAddress(wanted))} />
      <Notice kind="bad">{refusal?.message}</Notice>
      <p className="ly-hint" role="status">
        {loading ? 'One moment…' : data && countOf(total)}
      </p>
      {data && data.entries.length > 0 && (
        <>
          <AuditExport query={query} />
          <Records log={data} />
        </>
      )}
      {total > pageSize && (
        <nav className="ly-actions" aria-label="Pages of records">
          {query.page > 1 && <Link to={logAddress({ ...query, page: query.page - 1 })}>Newer</Link>}
          <span className="ly-hint">
            Page {query.page} of {Math.ceil(total / pageSize)}
          </span>
          {query.page * pageSize < total && (
            <Link to={logAddress({ ...query, page: query.page + 1 })}>Older</Link>
          )}
        </nav>
      )}
    </Panel>
  );
}

function countOf(total: number): string {
  if (total === 0) return 'There is no such record.';
  return total === 1 ? 'One record.' : `${total} records.`;
}

async function ask(query: AuditQuery, mayLook: boolean): Promise<Outcome<Log>> {
  const { data, refusal } = await attempt<Omit<Log, 'names'>>((fetchOptions) =>
    authClient.$fetch<Omit<Log, 'names'>>('/admin/audit-log', {
      query: { ...serverFilters(query), limit: pageSize, offset: (query.page - 1) * pageSize },
      ...fetchOptions,
    }),
  );
  if (refusal) return { refusal };
  const ids = data.entries.flatMap(({ actorId, targetId, impersonatedBy }) => [
    actorId,
    targetId,
    impersonatedBy,
  ]);
  const names = mayLook ? await namesOf(ids.filter((id) => id !== null)) : new Map<string, string>();
  return { data: { ...data, names } };
}

function Records({ log: { entries, names } }: { log: Log }): ReactNode {
  return (
    <table className="ly-table ly-table--cards ly-log">
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
        {entries.map((entry) => (
          <tr key={entry.id}>
            <th scope="row">
              {entry.action.replaceAll('-', ' ')}
              <Detail entry={entry} names={names} />
            </th>
            <td data-label="When">{formatDate(entry.createdAt)}</td>
            <td data-label="Who">
              <Person id={entry.actorId} names={names} />
              {entry.ipAddress && <span className="ly-hint ly-from">from {entry.ipAddress}</span>}
            </td>
            <td data-label="To whom">
              <Person id={entry.targetId} names={names} />
            </td>
            <td data-label="Outcome">{outcomeOf(entry.outcome)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Refusals are recorded by their codes. */
function outcomeOf(outcome: string): ReactNode {
  if (outcome === 'done') return 'Done';
  return <span className="ly-badge ly-badge--bad">{outcome.toLowerCase().replaceAll('_', ' ')}</span>;
}

function Detail({ entry, names }: { entry: Entry; names: Map<string, string> }): ReactNode {
  const facts = Object.entries(entry.detail ?? {});
  if (entry.impersonatedBy)
    facts.push(['impersonated by', names.get(entry.impersonatedBy) ?? entry.impersonatedBy]);
  if (facts.length === 0) return null;
  return (
    <details className="ly-detail">
      <summary>Details</summary>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A link to a user; what is none any more, or never was, as an organization, has its id. */
function Person({ id, names }: { id: string | null; names: Map<string, string> }): ReactNode {
  if (!id) return '—';
  const name = names.get(id);
  return name ? <Link to={userAddress(id)}>{name}</Link> : <code title={id}>{id.slice(0, 8)}…</code>;
}
