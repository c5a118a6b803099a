import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ChatKit } from './chatkit';
import type { Thread } from './protocol';
import { troubleOf } from './trouble';

interface ThreadListProps {
  kit: ChatKit;
  onOpen: (id: string) => Promise<void>;
  /** A thread was deleted. */
  onDeleted: (id: string) => void;
}

/** The reader's earlier conversations. */
export default function ThreadList({ kit, onOpen, onDeleted }: ThreadListProps): ReactNode {
  const [threads, setThreads] = useState<Thread[] | null>(null);
  const [more, setMore] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const attempt = async (work: () => Promise<void>) => {
    setFailure(null);
    await work().catch((error: unknown) => setFailure(troubleOf(error).message));
  };

  useEffect(() => {
    const leave = new AbortController();
    heading.current?.focus();
    kit.list(null, leave.signal).then(
      (page) => {
        setThreads(page.data);
        setMore(page.has_more ? (page.after ?? null) : null);
      },
      (error: unknown) => !leave.signal.aborted && setFailure(troubleOf(error).message),
    );
    return () => leave.abort();
  }, [kit]);

  const showMore = () =>
    attempt(async () => {
      const page = await kit.list(more);
      setThreads((old) => [...(old ?? []), ...page.data]);
      setMore(page.has_more ? (page.after ?? null) : null);
    });
  const remove = (id: string) =>
    attempt(async () => {
      await kit.remove(id);
      setThreads((old) => old?.filter((thread) => thread.id !== id) ?? null);
      onDeleted(id);
      heading.current?.focus();
    });

  return (
    <div className="ly-chat-messages ly-chat-threads">
      <h3 ref={heading} tabIndex={-1}>
        Earlier questions
      </h3>
      {failure && (
        <p role="alert" className="ly-notice ly-notice--bad">
          {failure}
        </p>
      )}
      {!threads && !failure && <p className="ly-hint">Loading…</p>}
      {threads?.length === 0 && <p className="ly-hint">You have not asked anything yet.</p>}
      <ul>
        {threads?.map((thread) => (
          <Row
            key={thread.id}
            thread={thread}
            onOpen={() => void attempt(() => onOpen(thread.id))}
            onDelete={() => void remove(thread.id)}
          />
        ))}
      </ul>
      {more !== null && (
        <button type="button" className="ly-button ly-button--quiet" onClick={() => void showMore()}>
          Show older ones
        </button>
      )}
    </div>
  );
}

interface RowProps {
  thread: Thread;
  onOpen: () => void;
  onDelete: () => void;
}

/** Deleting takes a second press, on the same button. */
function Row({ thread, onOpen, onDelete }: RowProps): ReactNode {
  const [sure, setSure] = useState(false);
  const title = thread.title ?? 'A question';
  const date = new Date(thread.created_at);
  return (
    <li>
      <button type="button" className="ly-chat-thread" onClick={onOpen}>
        <span>{title}</span>
        {!Number.isNaN(date.getTime()) && (
          <time dateTime={thread.created_at}>
            {date.toLocaleDateString(undefined, { dateStyle: 'medium' })}
          </time>
        )}
      </button>
      <button
        type="button"
        className={sure ? 'ly-chat-delete ly-chat-delete--sure' : 'ly-chat-delete'}
        aria-label={sure ? `Really delete “${title}”` : `Delete “${title}”`}
        onClick={() => (sure ? onDelete() : setSure(true))}
        onBlur={() => setSure(false)}
      >
        {sure ? 'Really?' : 'Delete'}
      </button>
    </li>
  );
}
