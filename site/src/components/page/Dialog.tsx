import { useEffect, useId, useRef, type ReactNode } from 'react';
import '../account/account.css';

export interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * A modal dialog, open while it is rendered. The browser keeps the focus inside; it goes back to where it came from,
 * or to the page's main part when that is gone.
 */
export default function Dialog({ title, onClose, children }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement;
    element.showModal();
    element.querySelector<HTMLElement>('[data-focus], input, select, textarea')?.focus();
    return () => {
      element.close();
      // After React has put the page in order: what has opened the dialog may be gone with what it was about.
      setTimeout(() => {
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
        else document.querySelector<HTMLElement>('main h1')?.focus();
      });
    };
  }, []);

  return (
    <dialog ref={dialog} className="ly-dialog" aria-labelledby={heading} onClose={onClose}>
      <div className="ly-dialog-head">
        <h2 id={heading}>{title}</h2>
        <button type="button" className="ly-close" aria-label="Close" onClick={onClose}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M5 5l10 10M15 5L5 15" />
          </svg>
        </button>
      </div>
      {children}
    </dialog>
  );
}
