import { lazy, Suspense, useRef, useState, type ReactNode } from 'react';
import { useMarked, usePage } from './usePage';
import './assistant.css';

const Panel = lazy(() => import('./Panel'));

/** The assistant on the pages of the book: a button, and the panel that it opens, loaded at the first use. */
export default function Assistant(): ReactNode {
  const { inBook, lesson } = usePage();
  const marked = useMarked();
  const [used, setUsed] = useState(false);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);

  const show = () => {
    setUsed(true);
    setOpen(true);
  };
  const shown = open && inBook;
  return (
    <>
      {inBook && (
        <button
          ref={button}
          type="button"
          className="ly-chat-launcher"
          aria-expanded={shown}
          hidden={shown}
          onClick={show}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 4.5h14v9.5H9l-4 3v-3H3z" />
          </svg>
          <span>
            Ask<span className="ly-chat-launcher-rest">{marked ? ' about this passage' : ' the book'}</span>
          </span>
        </button>
      )}
      {used && (
        <Suspense>
          <Panel
            open={shown}
            lesson={lesson}
            marked={marked}
            onClose={() => {
              setOpen(false);
              requestAnimationFrame(() => button.current?.focus());
            }}
          />
        </Suspense>
      )}
    </>
  );
}
