import { useHistory } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import { useSession } from '@site/src/lib/session';
import { displayName } from '../account/Avatar';
import { userAddress } from './users';
import './admin.css';

/** On every page while an administrator sees the site as somebody else. */
export default function ImpersonationBanner(): ReactNode {
  const { user, session } = useSession();
  const history = useHistory();
  const [failed, setFailed] = useState('');
  if (!user || !session?.impersonatedBy) return null;

  async function stop(id: string): Promise<void> {
    const { refusal } = await attempt((fetchOptions) => authClient.admin.stopImpersonating({ fetchOptions }));
    setFailed(refusal?.message ?? '');
    if (!refusal) history.push(userAddress(id));
  }

  return (
    <div className="ly-impersonation" role="region" aria-label="Impersonation">
      <p role="status">
        You see the site as <strong>{displayName(user)}</strong>. What you do happens in their name.
      </p>
      <button type="button" className="ly-button ly-button--small" onClick={() => void stop(user.id)}>
        Stop impersonating
      </button>
      <span role="alert">{failed}</span>
    </div>
  );
}
