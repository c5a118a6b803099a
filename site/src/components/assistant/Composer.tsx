import {
  useId,
  useImperativeHandle,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
} from 'react';
import type { LessonHere } from './usePage';

/** What the server takes, in characters. */
const most = 2000;

export interface ComposerHandle {
  focus: () => void;
}

interface ComposerProps {
  lesson: LessonHere | null;
  /** The passage that the reader has marked. */
  quoted: string | null;
  onForgetQuoted: () => void;
  /** An answer is being written. */
  busy: boolean;
  canStop: boolean;
  /** Why nothing can be asked here; null when it can. */
  closed: string | null;
  onAsk: (text: string, lesson: string | null) => void;
  onStop: () => void;
  ref?: Ref<ComposerHandle>;
}

/** Where the reader writes, and says what the question is about. */
export default function Composer(props: ComposerProps): ReactNode {
  const { lesson, quoted, busy, canStop, closed, onAsk, onStop, ref } = props;
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const [aboutLesson, setAboutLesson] = useState(true);
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);

  const send = () => {
    if (busy || closed !== null || text.trim() === '') return;
    onAsk(text.trim(), aboutLesson && lesson ? lesson.id : null);
    setText('');
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="ly-chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {lesson && (
        <label className="ly-chat-about">
          <input
            type="checkbox"
            checked={aboutLesson}
            onChange={(event) => setAboutLesson(event.target.checked)}
          />
          <span>
            About this lesson: <strong>{lesson.title}</strong>
          </span>
        </label>
      )}
      {quoted !== null && (
        <div className="ly-chat-chip">
          <blockquote className="ly-chat-quoted">{quoted}</blockquote>
          <button
            type="button"
            className="ly-chat-icon"
            aria-label="Do not ask about the marked passage"
            onClick={props.onForgetQuoted}
          >
            ×
          </button>
        </div>
      )}
      <label htmlFor={id} className="ly-visually-hidden">
        Your question
      </label>
      <div className="ly-chat-row">
        <textarea
          id={id}
          ref={field}
          className="ly-input"
          rows={2}
          maxLength={most}
          value={text}
          disabled={closed !== null}
          placeholder={closed ?? (quoted === null ? 'Ask the book…' : 'Ask about the marked passage…')}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={pressed}
        />
        {busy ? (
          <button
            type="button"
            className="ly-button ly-button--quiet"
            aria-disabled={!canStop}
            onClick={() => canStop && onStop()}
          >
            Stop
          </button>
        ) : (
          <button type="submit" className="ly-button" aria-disabled={text.trim() === '' || closed !== null}>
            Ask
          </button>
        )}
      </div>
      {text.length > most - 200 && (
        <p className="ly-hint" role="status">
          {most - text.length} characters left
        </p>
      )}
    </form>
  );
}
