import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import { refreshSession, type Session, type User } from '@site/src/lib/auth-client';
import { useSession } from '@site/src/lib/session';
import Notice from './Notice';

export interface ProtectedRouteProps {
  /** The heading of the page for those who do not see the children; missing where it has one for everybody. */
  title?: string;
  children: (user: User, session: Session['session']) => ReactNode;
}

/**
 * Shows its children to a signed-in reader only, and to others a way to sign in. It protects nothing that was in
 * the page anyway: what must stay private has to come from the API.
 */
export default function ProtectedRoute({ title, children }: ProtectedRouteProps): ReactNode {
  const { user, session } = useSession();
  if (user && session) return children(user, session);
  return (
    <>
      {title && <h1>{title}</h1>}
      <NotSignedIn />
    </>
  );
}

function NotSignedIn(): ReactNode {
  const { status, unreachable } = useSession();
  const { pathname, search } = useLocation();
  if (status === 'loading') {
    return (
      <p className="ly-hint" role="status">
        One moment…
      </p>
    );
  }
  if (unreachable) {
    return (
      <>
        <Notice kind="bad">The sign-in service cannot be reached, so this page cannot be shown.</Notice>
        <button type="button" className="ly-button" onClick={refreshSession}>
          Try again
        </button>
      </>
    );
  }
  return (
    <div>
      <p>This page is yours alone. Please sign in to see it.</p>
      <Link className="ly-button" to={`/login?redirect=${encodeURIComponent(pathname + search)}`}>
        Sign in
      </Link>
    </div>
  );
}
