import Link from '@docusaurus/Link';
import { useHistory, useLocation } from '@docusaurus/router';
import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Refusal } from '@site/src/lib/auth-errors';
import { rolesTitle } from '@site/src/lib/permissions';
import { useSession } from '@site/src/lib/session';
import Notice from '../account/Notice';
import { SignOutButton } from '../account/UserMenu';
import { useLoad } from '../page/useLoad';
import { addressOf } from './Organizations';
import { formatDate } from './place';

/** Where the link in an invitation leads: visitors sign in or up first and come back. */
export default function AcceptInvitation(): ReactNode {
  const { search } = useLocation();
  const { status, user } = useSession();
  const id = new URLSearchParams(search).get('id') ?? '';
  if (status === 'loading') return <p role="status">One moment…</p>;
  if (id === '')
    return <Notice kind="bad">This link is not complete. Copy it from the mail as a whole.</Notice>;
  return user ? <Answer key={`${id} ${user.id}`} id={id} user={user} /> : <Visitor id={id} />;
}

function Visitor({ id }: { id: string }): ReactNode {
  const redirect = encodeURIComponent(`/accept-invitation?id=${encodeURIComponent(id)}`);
  return (
    <>
      <p>
        You are invited to an organization. Sign in with the address that the mail came to, or create an
        account for it.
      </p>
      <p className="ly-actions">
        <Link className="ly-button" to={`/login?redirect=${redirect}`}>
          Sign in
        </Link>
        <Link className="ly-button ly-button--quiet" to={`/login?mode=sign-up&redirect=${redirect}`}>
          Create an account
        </Link>
      </p>
    </>
  );
}

function Answer({ id, user }: { id: string; user: User }): ReactNode {
  const history = useHistory();
  const [refused, setRefused] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [declined, setDeclined] = useState(false);
  const { data, refusal } = useLoad(id, (fetchOptions) =>
    authClient.organization.getInvitation({ query: { id }, fetchOptions }),
  );

  async function answer(accept: boolean): Promise<void> {
    if (busy) return;
    setBusy(true);
    setRefused(null);
    const outcome = await attempt<unknown>((fetchOptions) =>
      accept
        ? authClient.organization.acceptInvitation({ invitationId: id, fetchOptions })
        : authClient.organization.rejectInvitation({ invitationId: id, fetchOptions }),
    );
    setBusy(false);
    if (outcome.refusal) setRefused(outcome.refusal);
    else if (accept && data) history.push(addressOf(data.organizationId));
    else setDeclined(true);
  }

  if (declined) {
    return <Notice kind="good">You have declined the invitation. Nothing else is needed.</Notice>;
  }
  const problem = refusal ?? refused;
  return (
    <div className="ly-stack">
      <Notice kind="bad">{problem && explainInvitation(problem)}</Notice>
      {problem && <Ways code={problem.code} user={user} />}
      {!data && !refusal && <p role="status">One moment…</p>}
      {data && !problem && (
        <>
          <p>
            {data.inviterEmail} invites you to <strong>{data.organizationName}</strong>, as{' '}
            {rolesTitle(data.role)}. The invitation is open until {formatDate(data.expiresAt)}.
          </p>
          <p className="ly-hint">You are signed in as {user.email}.</p>
          <p className="ly-actions">
            <button
              type="button"
              className="ly-button"
              aria-disabled={busy}
              onClick={() => void answer(true)}
            >
              Accept
            </button>
            <button
              type="button"
              className="ly-button ly-button--quiet"
              aria-disabled={busy}
              onClick={() => void answer(false)}
            >
              Decline
            </button>
          </p>
        </>
      )}
    </div>
  );
}

/** What else can be done. */
function Ways({ code, user }: { code: string; user: User }): ReactNode {
  if (code === 'YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION') {
    return (
      <>
        <p>
          You are signed in as {user.email}. Sign out, then sign in with the address that the mail came to.
        </p>
        <SignOutButton className="ly-button" />
      </>
    );
  }
  return <Link to="/organizations">Your organizations</Link>;
}

function explainInvitation({ code, message }: Refusal): string {
  switch (code) {
    case 'INVITATION_NOT_FOUND':
      return (
        'This invitation is not open any more: it has expired, was withdrawn or is answered already. ' +
        'If you have accepted it you find the organization among yours; otherwise ask for a new one.'
      );
    case 'YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION':
      return 'This invitation is for another address than the one of your account.';
    case 'EMAIL_VERIFICATION_REQUIRED_FOR_INVITATION':
    case 'EMAIL_VERIFICATION_REQUIRED_BEFORE_ACCEPTING_OR_REJECTING_INVITATION':
      return 'Please confirm your address first, by the link in the mail that you got after signing up. Then come back to this page.';
    case 'INVITER_IS_NO_LONGER_A_MEMBER_OF_THE_ORGANIZATION':
      return 'Whoever has invited you does not belong to the organization any more. Ask for a new invitation.';
    case 'ORGANIZATION_MEMBERSHIP_LIMIT_REACHED':
      return 'The organization has no room for more members. Tell whoever has invited you.';
    default:
      return message;
  }
}
