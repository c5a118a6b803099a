import { useLocation } from '@docusaurus/router';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useSession } from '@site/src/lib/session';
import { useSignIn, type SignInMode, type SignInRequest } from '@site/src/lib/sign-in';
import AuthForm, { titles } from './AuthForm';

/** The sign-in dialog, open while someone has asked for it. */
export default function SignInDialog(): ReactNode {
  const { request, close } = useSignIn();
  return request && <OpenDialog request={request} close={close} />;
}

/** The browser's own modal dialog keeps the focus inside and gives it back to where it came from. */
function OpenDialog({ request, close }: { request: SignInRequest; close: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [mode, setMode] = useState<SignInMode>(request.mode ?? 'sign-in');
  const { pathname, search, hash } = useLocation();
  const { status } = useSession();
  const title = useId();
  const reason = useId();

  useEffect(() => {
    const element = dialog.current!;
    const opener = document.activeElement;
    element.showModal();
    return () => {
      element.close();
      // It may be gone, as the drawer on phones is, of which the dialog was the end.
      const stays = opener instanceof HTMLElement && opener.isConnected && !opener.closest('.navbar-sidebar');
      (stays ? opener : document.querySelector<HTMLElement>('.ly-user button'))?.focus();
    };
  }, []);

  // The first field of each form, so that typing can start at once.
  useEffect(() => dialog.current?.querySelector('input')?.focus(), [mode]);

  // Back, or a link, leads to another page.
  const openedAt = useRef(pathname);
  useEffect(() => {
    if (pathname !== openedAt.current) close();
  }, [pathname, close]);

  // Also when the reader has signed in in another tab, by a link from a mail for example.
  useEffect(() => {
    if (status === 'reader' && !request.again) close();
  }, [status, request.again, close]);

  return (
    <dialog
      ref={dialog}
      className="ly-dialog"
      aria-labelledby={title}
      aria-describedby={request.reason ? reason : undefined}
      onClose={close}
    >
      <div className="ly-dialog-head">
        <h2 id={title}>{titles[mode]}</h2>
        <button type="button" className="ly-close" aria-label="Close" onClick={close}>
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="M5 5l10 10M15 5L5 15" />
          </svg>
        </button>
      </div>
      {request.reason && (
        <p id={reason} className="ly-hint">
          {request.reason}
        </p>
      )}
      <AuthForm mode={mode} onMode={setMode} onDone={close} redirect={pathname + search + hash} />
    </dialog>
  );
}
