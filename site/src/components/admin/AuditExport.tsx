import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import Notice from '../account/Notice';
import { saveFile } from '../profile/personalData';
import { serverFilters, type AuditQuery } from './auditQuery';

const formats = [
  ['csv', 'Export as CSV', 'text/csv'],
  ['jsonl', 'Export as JSON lines', 'application/x-ndjson'],
] as const;

/** Saves all records that the filter selects, not only the page that is shown. */
export default function AuditExport({ query }: { query: AuditQuery }): ReactNode {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState('');
  const [told, setTold] = useState('');

  async function save(format: string, type: string): Promise<void> {
    if (busy) return;
    setBusy(true);
    setTold('');
    const { data, refusal } = await attempt<Blob | string>((fetchOptions) =>
      authClient.$fetch<Blob | string>('/admin/audit-log/export', {
        query: { ...serverFilters(query), format },
        jsonParser: (text: string) => text,
        ...fetchOptions,
      }),
    );
    setBusy(false);
    setFailed(refusal?.message ?? '');
    if (refusal) return;
    saveFile(new Blob([data], { type }), `audit-log.${format}`);
    setTold('The file is in your downloads.');
  }

  return (
    <>
      <div className="ly-actions">
        {formats.map(([format, text, type]) => (
          <button
            key={format}
            type="button"
            className="ly-button ly-button--quiet ly-button--small"
            aria-disabled={busy}
            onClick={() => void save(format, type)}
          >
            {text}
          </button>
        ))}
        <span className="ly-hint" role="status">
          {busy ? 'Collecting…' : told}
        </span>
      </div>
      <Notice kind="bad">{failed}</Notice>
    </>
  );
}
