import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { User } from '@site/src/lib/auth-client';
import { offers } from '@site/src/lib/settings';
import { useSession } from '@site/src/lib/session';
import { useSignIn } from '@site/src/lib/sign-in';
import AccountSwitcher from './AccountSwitcher';
import Avatar, { displayName } from './Avatar';
import { useAccountLinks } from './links';
import './menu.css';

/** In the bar: a button to sign in, or the reader's picture with a menu. */
export default function UserMenu(): ReactNode {
  const { status, user } = useSession();
  const { open } = useSignIn();
  const root = useRef<HTMLDivElement>(null);
  const before = useRef(status);

  // Signing in or out replaces the button that had the focus; the other one takes it over.
  useEffect(() => {
    if (status === 'loading') return;
    const changed = before.current !== 'loading' && before.current !== status;
    before.current = status;
    if (changed && document.activeElement === document.body) root.current?.querySelector('button')?.focus();
  }, [status]);

  return (
    <div className="ly-user" ref={root}>
      <span className="ly-visually-hidden" role="status">
        {user && `Signed in as ${displayName(user)}`}
      </span>
      {status === 'visitor' && (
        <button type="button" className="ly-button ly-user-sign-in" onClick={() => open()}>
          Sign in
        </button>
      )}
      {status === 'loading' && <span className="ly-avatar ly-avatar--empty" />}
      {user && <Menu user={user} />}
    </div>
  );
}

/** A button that discloses a list: Escape, a click elsewhere or leaving it with Tab close it. */
function Menu({ user }: { user: User }): ReactNode {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const list = useId();
  const links = useAccountLinks(user);
  const { pathname } = useLocation();

  useEffect(() => setOpen(false), [pathname]);

  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', escape);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', escape);
    };
  }, [open]);

  return (
    <div ref={root}>
      <button
        ref={button}
        type="button"
        className="ly-user-button"
        aria-expanded={open}
        aria-controls={list}
        aria-label={`Account of ${displayName(user)}`}
        onClick={() => setOpen(!open)}
      >
        <Avatar user={user} />
      </button>
      {open && (
        <div className="ly-menu" id={list}>
          <p className="ly-menu-who">
            <strong>{displayName(user)}</strong>
            {user.name.trim() && <span>{user.email}</span>}
          </p>
          <Link to="/profile">Profile and progress</Link>
          {links.map(({ to, text }) => (
            <Link key={to} to={to}>
              {text}
            </Link>
          ))}
          {offers('multi-session') && <AccountSwitcher user={user} onDone={() => setOpen(false)} />}
          <SignOutButton />
        </div>
      )}
    </div>
  );
}

/** The same as plain entries, for the drawer on phones. */
export function UserMenuEntries({ onClick }: { onClick?: () => void }): ReactNode {
  const { user } = useSession();
  const { open } = useSignIn();
  const links = useAccountLinks(user);
  if (!user) {
    return (
      <li className="menu__list-item">
        <button
          type="button"
          className="menu__link ly-drawer-button"
          onClick={() => {
            onClick?.();
            open();
          }}
        >
          Sign in
        </button>
      </li>
    );
  }
  return (
    <>
      <li className="menu__list-item">
        <Link className="menu__link" to="/profile" onClick={onClick}>
          Profile of {displayName(user)}
        </Link>
      </li>
      {links.map(({ to, text }) => (
        <li className="menu__list-item" key={to}>
          <Link className="menu__link" to={to} onClick={onClick}>
            {text}
          </Link>
        </li>
      ))}
      {offers('multi-session') && (
        <li className="menu__list-item ly-drawer-accounts">
          <AccountSwitcher user={user} onDone={() => onClick?.()} />
        </li>
      )}
      <li className="menu__list-item">
        <SignOutButton className="menu__link ly-drawer-button" />
      </li>
    </>
  );
}

export function SignOutButton({ className }: { className?: string }): ReactNode {
  const { signOut } = useSession();
  const [failed, setFailed] = useState(false);
  const go = () => {
    setFailed(false);
    signOut().catch(() => setFailed(true));
  };
  return (
    <button type="button" className={className} onClick={go}>
      Sign out
      <span role="alert">{failed && ' (did not work, try again)'}</span>
    </button>
  );
}
