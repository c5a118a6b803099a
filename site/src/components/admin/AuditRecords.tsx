import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';
import { formatDate } from '../organization/place';
import { factsOf } from './auditFacts';
import { logAddress, outcomeTitle } from './auditQuery';
import { userAddress } from './users';

export interface Entry {
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

export interface AuditRecordsProps {
  entries: Entry[];
  /** Of users, by their ids. */
  names: Map<string, string>;
}

/** Records as a table; on phones as cards. */
export default function AuditRecords({ entries, names }: AuditRecordsProps): ReactNode {
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
            <td data-label="Outcome">
              <Outcome outcome={entry.outcome} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Detail({ entry, names }: { entry: Entry; names: Map<string, string> }): ReactNode {
  const facts = factsOf(entry.detail ?? {});
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
            <dd>{value}</dd>
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

function Outcome({ outcome }: { outcome: string }): ReactNode {
  const title = outcomeTitle(outcome);
  if (outcome === 'done') return title;
  return (
    <Link className="ly-badge ly-badge--bad" to={logAddress({ outcome })}>
      {title}
    </Link>
  );
}
