import { useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { readInvitations, type InviteRow } from '@site/src/lib/invite-list';
import { roleTitle } from '@site/src/lib/permissions';
import Notice from '../account/Notice';
import { invite, rulesOf } from './invite';
import { useInviteChoice } from './InviteForm';
import { usePlace } from './place';

const largestFile = 1 << 20; // bytes

interface Sending {
  done: number;
  total: number;
  failed: InviteRow[];
  ended: boolean;
}

/** Invites a pasted list or the people in a file. The list is shown before anything is sent. */
export default function InviteList(): ReactNode {
  const place = usePlace();
  const choice = useInviteChoice();
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState('');
  const [sending, setSending] = useState<Sending | null>(null);
  const stopped = useRef(false);
  const id = useId();
  const rows = useMemo(
    () => readInvitations(text, rulesOf(place, choice.value.role)),
    [text, place, choice.value.role],
  );
  const good = rows.filter(({ problem }) => !problem);
  const busy = sending !== null && !sending.ended;

  function edit(text: string): void {
    setText(text);
    setSending(null); // that was about another list
  }

  async function take(file: File | undefined): Promise<void> {
    setTrouble('');
    if (!file) return;
    if (file.size > largestFile) {
      setTrouble('This file is larger than one megabyte.');
      return;
    }
    const text = await file.text();
    if (text.includes('\0')) {
      setTrouble('This is not a text file. Save the table as CSV, then choose that file.');
      return;
    }
    edit(text);
  }

  async function send(): Promise<void> {
    stopped.current = false;
    const progress: Sending = { done: 0, total: good.length, failed: [], ended: false };
    setSending({ ...progress });
    for (const row of good) {
      if (stopped.current) break;
      const { refusal } = await invite(place.organization.id, {
        ...choice.value,
        email: row.email,
        role: row.role,
      });
      if (refusal?.code === 'TOO_MANY_REQUESTS' || refusal?.code === 'NETWORK') stopped.current = true;
      if (refusal) progress.failed.push({ ...row, problem: refusal.message });
      progress.done += 1;
      setSending({ ...progress });
    }
    setSending({ ...progress, ended: true });
    // What was not sent stays for another try.
    const sent = new Set(good.slice(0, progress.done).map(({ email }) => email));
    for (const { email } of progress.failed) sent.delete(email);
    setText(
      rows
        .filter(({ email }) => !sent.has(email))
        .map(asLine)
        .join('\n'),
    );
    await place.reload();
  }

  return (
    <form
      className="ly-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && good.length > 0) void send();
      }}
    >
      <Notice kind="bad">{trouble}</Notice>
      <div className="ly-field">
        <label className="ly-label" htmlFor={`${id}-text`}>
          Addresses
        </label>
        <textarea
          id={`${id}-text`}
          className="ly-input ly-textarea"
          aria-describedby={`${id}-hint`}
          spellCheck={false}
          readOnly={busy}
          value={text}
          onChange={(e) => edit(e.target.value)}
        />
        <div className="ly-hint" id={`${id}-hint`}>
          One on each line, or divided by commas. A table may have the columns email and role.
        </div>
      </div>
      <div className="ly-field">
        <label className="ly-label" htmlFor={`${id}-file`}>
          Or a CSV file
        </label>
        <input
          id={`${id}-file`}
          className="ly-file"
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          disabled={busy}
          onChange={(e) => {
            void take(e.target.files?.[0]);
            e.target.value = '';
          }}
        />
      </div>
      {choice.fields}
      {rows.length > 0 && <Preview rows={rows} />}
      <div className="ly-actions">
        <button className="ly-button" type="submit" aria-disabled={busy || good.length === 0}>
          {actionOf(good.length)}
        </button>
        {busy && (
          <button
            type="button"
            className="ly-button ly-button--quiet"
            onClick={() => (stopped.current = true)}
          >
            Stop
          </button>
        )}
      </div>
      {sending && <Progress sending={sending} />}
    </form>
  );
}

function actionOf(people: number): string {
  if (people === 0) return 'Invite';
  return people === 1 ? 'Invite one person' : `Invite ${people} people`;
}

function asLine({ email, role }: InviteRow): string {
  return email ? `${email}, ${role}` : '';
}

function Preview({ rows }: { rows: InviteRow[] }): ReactNode {
  const bad = rows.filter(({ problem }) => problem).length;
  return (
    <div>
      <p className="ly-hint" role="status">
        {rows.length - bad} can be invited{bad > 0 && `, ${bad} cannot and will be left out`}.
      </p>
      {/* It may be long, so it scrolls by itself. */}
      <div className="ly-table-box ly-preview" tabIndex={0} role="region" aria-label="Who will be invited">
        <table className="ly-table">
          <thead>
            <tr>
              <th scope="col">Line</th>
              <th scope="col">Address</th>
              <th scope="col">Role</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ line, email, role, problem }, index) => (
              <tr key={`${line} ${index}`}>
                <td>{line}</td>
                <th scope="row">
                  <span className="ly-who">
                    {email || '—'}
                    {problem && <span className="ly-error">Left out: {problem}</span>}
                  </span>
                </th>
                <td>{roleTitle(role)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Progress({ sending: { done, total, failed, ended } }: { sending: Sending }): ReactNode {
  const sent = done - failed.length;
  return (
    <div className="ly-progress-line">
      {!ended && <progress aria-label="Invitations sent" value={done} max={total} />}
      <Notice kind={failed.length > 0 ? 'info' : 'good'}>
        {ended ? `${sent} of ${total} invitations are sent.` : `${done} of ${total}…`}
      </Notice>
      {failed.length > 0 && (
        <ul>
          {failed.map(({ email, problem }) => (
            <li key={email}>
              {email}: {problem}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
