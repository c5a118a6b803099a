import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from 'react';
import { apiFetch } from '@site/src/lib/api';
import { useSession } from '@site/src/lib/session';
import { useSignIn } from '@site/src/lib/sign-in';
import Announcer from './Announcer';
import { ChatKit } from './chatkit';
import Composer, { type ComposerHandle } from './Composer';
import Messages from './Messages';
import ThreadList from './ThreadList';
import { useConversation } from './useConversation';
import { useNarrow } from './useNarrow';
import type { LessonHere } from './usePage';

interface PanelProps {
  open: boolean;
  lesson: LessonHere | null;
  marked: string | null;
  onClose: () => void;
}

/**
 * The assistant's panel: beside the lesson on wide screens, where the page stays usable, over it on narrow ones. It
 * stays mounted while it is closed, so that an answer goes on and the conversation is kept.
 */
export default function Panel({ open, lesson, marked, onClose }: PanelProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const composer = useRef<ComposerHandle>(null);
  const narrow = useNarrow();
  const { status, user } = useSession();
  const signIn = useSignIn();
  const kit = useMemo(() => new ChatKit(apiFetch, () => document.documentElement.lang || 'en'), []);
  const conversation = useConversation(kit, user?.id ?? null);
  const { state } = conversation;
  const [listing, setListing] = useState(false);
  const quoted = useQuoted(open ? marked : null);
  const visitor = status === 'visitor';

  useDialog(dialog, open, narrow);
  useEffect(() => {
    if (open && !listing) composer.current?.focus();
  }, [open, listing, narrow, visitor]);

  const askToSignIn = () =>
    signIn.open({ reason: 'Sign in to ask the book. Your conversations are kept for you alone.' });
  const close = () => {
    setListing(false);
    onClose();
  };
  const fresh = () => {
    conversation.reset();
    setListing(false);
    composer.current?.focus();
  };
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  const locked = state.thread && state.thread.status.type !== 'active' ? state.thread.status : null;

  return (
    // The key closes the panel, as it does with the browser's own modal dialogs.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className="ly-chat"
      aria-label="Book assistant"
      onKeyDown={escape}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header className="ly-chat-head">
        <h2>Ask the book</h2>
        {!visitor && (
          <>
            <button
              type="button"
              className="ly-chat-tool"
              aria-pressed={listing}
              onClick={() => setListing(!listing)}
            >
              Earlier
            </button>
            <button type="button" className="ly-chat-tool" onClick={fresh}>
              New
            </button>
          </>
        )}
        <button type="button" className="ly-chat-icon" aria-label="Close the assistant" onClick={close}>
          ×
        </button>
      </header>
      {visitor ? (
        <SignInPrompt onSignIn={askToSignIn} />
      ) : listing ? (
        <ThreadList
          kit={kit}
          onOpen={async (id) => {
            await conversation.open(id);
            setListing(false);
          }}
          onDeleted={(id) => id === state.thread?.id && conversation.reset()}
        />
      ) : (
        <>
          <Messages
            conversation={state}
            onRetry={conversation.retry}
            onSignIn={askToSignIn}
            onFollow={() => narrow && close()}
          />
          <Composer
            ref={composer}
            lesson={lesson}
            quoted={quoted.text}
            onForgetQuoted={quoted.forget}
            busy={state.turn !== null}
            canStop={state.turn?.canStop ?? false}
            closed={locked ? (locked.reason ?? 'This conversation is closed.') : null}
            onStop={conversation.stop}
            onAsk={(text, about) => {
              conversation.ask({ text, quoted: quoted.text, context: { lesson: about } });
              quoted.forget();
            }}
          />
        </>
      )}
      <Announcer conversation={state} />
    </dialog>
  );
}

function SignInPrompt({ onSignIn }: { onSignIn: () => void }): ReactNode {
  return (
    <div className="ly-chat-messages">
      <div className="ly-chat-greeting">
        <p>Ask questions and get answers from the book, each with a link to where it says so.</p>
        <p className="ly-hint">It takes an account, so that your conversations stay yours.</p>
        <button type="button" className="ly-button" onClick={onSignIn}>
          Sign in to ask
        </button>
      </div>
    </div>
  );
}

/** Opens the dialog as a modal one on narrow screens, where it covers the page, and beside the page on others. */
function useDialog(ref: RefObject<HTMLDialogElement | null>, open: boolean, narrow: boolean): void {
  useLayoutEffect(() => {
    const element = ref.current!;
    if (!open) return undefined;
    const opener = document.activeElement;
    if (narrow) element.showModal();
    else element.show();
    return () => {
      const inside = element.contains(document.activeElement);
      element.close();
      if (inside && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, [ref, open, narrow]);
}

/** The passage to ask about: the last one marked, until it was used or put aside. */
function useQuoted(marked: string | null): { text: string | null; forget: () => void } {
  const [text, setText] = useState(marked);
  const [seen, setSeen] = useState(marked);
  if (marked !== seen) {
    setSeen(marked);
    if (marked !== null) setText(marked);
  }
  return { text, forget: () => setText(null) };
}
