import { useEffect, useRef, type ReactNode } from 'react';
import { useSettings } from './useSettings';
import Answer from './Answer';
import type { Conversation, Message } from './conversation';

interface MessagesProps {
  conversation: Conversation;
  onRetry: () => void;
  onSignIn: () => void;
  onFollow: () => void;
}

/** The conversation so far. New text scrolls into view as long as the reader is at the end. */
export default function Messages({ conversation, onRetry, onSignIn, onFollow }: MessagesProps): ReactNode {
  const { messages, turn, notice, trouble } = conversation;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  const noteScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current!;
    atEnd.current = scrollHeight - scrollTop - clientHeight < 60;
  };
  useEffect(() => {
    if (messages.at(-1)?.kind === 'asked') atEnd.current = true;
    if (atEnd.current) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [messages, turn, trouble]);

  return (
    <div
      ref={box}
      className="ly-chat-messages"
      onScroll={noteScroll}
      role="region"
      aria-label="Conversation"
      tabIndex={0}
    >
      {messages.length === 0 && <Greeting />}
      {messages.map((message, i) => (
        <Entry key={message.id ?? `new-${i}`} message={message} onFollow={onFollow} />
      ))}
      {turn && messages.at(-1)?.kind === 'asked' && (
        <p className="ly-chat-progress">
          <span className="ly-chat-dots" aria-hidden="true" />
          {turn.progress ?? 'Thinking…'}
        </p>
      )}
      {notice && <p className="ly-notice">{notice}</p>}
      {trouble && (
        <div className="ly-notice ly-notice--bad" role="alert">
          <p>{trouble.message}</p>
          {trouble.retry && (
            <button type="button" className="ly-button ly-button--quiet" onClick={onRetry}>
              Try again
            </button>
          )}
          {trouble.signIn && (
            <button type="button" className="ly-button" onClick={onSignIn}>
              Sign in
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function Entry({ message, onFollow }: { message: Message; onFollow: () => void }): ReactNode {
  return (
    <article className={`ly-chat-entry ly-chat-${message.kind}`}>
      <h3 className="ly-visually-hidden">
        {message.kind === 'asked' ? 'You asked' : 'The book assistant answered'}
      </h3>
      {message.kind === 'asked' ? (
        <>
          {message.quoted && <blockquote className="ly-chat-quoted">{message.quoted}</blockquote>}
          <p>{message.text}</p>
        </>
      ) : (
        <Answer message={message} onFollow={onFollow} />
      )}
    </article>
  );
}

function Greeting(): ReactNode {
  const { assistant } = useSettings();
  return (
    <div className="ly-chat-greeting">
      <p>Ask anything about the book.</p>
      <p className="ly-hint">
        {assistant.model
          ? 'The answers are written by a language model from the book’s passages, and may be wrong. Each one shows where the book says so: follow the numbers.'
          : 'The answers quote the passages of the book that fit best. Follow the numbers to read on there.'}{' '}
        Mark a passage in the lesson to ask about just that.
      </p>
    </div>
  );
}
