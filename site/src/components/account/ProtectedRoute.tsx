import { useLocation } from '@docusaurus/router';
import type { ReactNode } from 'react';
import type { Session, User } from '@site/src/lib/auth-client';
import { useSession } from '@site/src/lib/session';
import Link from '@docusaurus/Link';

export interface ProtectedRouteProps {
  children: (user: User, session: Session['session']) => ReactNode;
}

/**
 * Shows its children to a signed-in reader only, and to others a way to sign in. It protects nothing that was in
 * the page anyway: what must stay private has to come from the API.
 */
export default function ProtectedRoute({ children }: ProtectedRouteProps): ReactNode {
  const { status, user, session } = useSession();
  const { pathname, search } = useLocation();
  if (user && session) return children(user, session);
  if (status === 'loading') {
    return (
      <p className="ly-hint" role="status">
        One moment…
      </p>
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
