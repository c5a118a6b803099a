import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import Panel from '../page/Panel';
import { useOutcome } from '../page/useLoad';
import AuditExport from './AuditExport';
import AuditFilter from './AuditFilter';
import AuditRecords, { type Entry } from './AuditRecords';
import { logAddress, pageSize, readAudit, serverFilters, type AuditQuery } from './auditQuery';
import { useOffice } from './office';
import { namesOf } from './people';

interface Log {
  entries: Entry[];
  total: number;
  names: Map<string, string>;
}

/** What was done, newest first; the address says which of it. */
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
        What administrators did and what they were refused, and what was changed in organizations and
        accounts. Records stay when users go.
      </p>
      <AuditFilter key={address} query={query} onShow={(wanted) => history.push(logAddress(wanted))} />
      <Notice kind="bad">{refusal?.message}</Notice>
      <p className="ly-hint" role="status">
        {loading ? 'One moment…' : data && countOf(total)}
      </p>
      {data && data.entries.length > 0 && (
        <>
          <AuditExport query={query} />
          <AuditRecords entries={data.entries} names={data.names} />
        </>
      )}
      {data?.entries.length === 0 && total > 0 && (
        <p>
          This page is empty. <Link to={logAddress({ ...query, page: 1 })}>To the newest records</Link>
        </p>
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
