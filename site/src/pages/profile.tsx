import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import { useId, useState, type ReactNode } from 'react';
import Notice from '@site/src/components/account/Notice';
import ProtectedRoute from '@site/src/components/account/ProtectedRoute';
import { SignOutButton } from '@site/src/components/account/UserMenu';
import '@site/src/components/account/account.css';
import EmailForm from '@site/src/components/profile/EmailForm';
import LinkedAccounts, { listAccounts, type Account } from '@site/src/components/profile/LinkedAccounts';
import Passkeys from '@site/src/components/profile/Passkeys';
import PasswordForm from '@site/src/components/profile/PasswordForm';
import PhoneForm from '@site/src/components/profile/PhoneForm';
import ProfileForm from '@site/src/components/profile/ProfileForm';
import ProgressSummary from '@site/src/components/profile/ProgressSummary';
import Sessions from '@site/src/components/profile/Sessions';
import SetPassword from '@site/src/components/profile/SetPassword';
import TwoFactor from '@site/src/components/profile/TwoFactor';
import { useList } from '@site/src/components/profile/useList';
import YourData from '@site/src/components/profile/YourData';
import '@site/src/components/profile/profile.css';
import type { Session, User } from '@site/src/lib/auth-client';
import { offers, settings } from '@site/src/lib/settings';

export default function ProfilePage(): ReactNode {
  const [deleted, setDeleted] = useState(false);
  return (
    <Layout title="Profile" description="Your account and your progress.">
      <main className="ly-page">
        <h1>Your profile</h1>
        {deleted ? (
          <>
            <Notice kind="good">Your account is deleted, with all that was kept about you.</Notice>
            <p className="ly-profile-out">
              <Link to="/">To the first page</Link>
            </p>
          </>
        ) : (
          <ProtectedRoute>
            {(user, session) => (
              <>
                <Panels key={user.id} user={user} session={session} onDeleted={() => setDeleted(true)} />
                <p className="ly-profile-out">
                  <SignOutButton className="ly-button ly-button--quiet" />
                </p>
              </>
            )}
          </ProtectedRoute>
        )}
      </main>
    </Layout>
  );
}

interface PanelsProps {
  user: User;
  session: Session['session'];
  onDeleted: () => void;
}

/** What the server does not offer is not shown. */
function Panels({ user, session, onDeleted }: PanelsProps): ReactNode {
  const accounts = useList<Account>(listAccounts, session.token);
  const hasPassword = !accounts.entries || accounts.entries.some((a) => a.providerId === 'credential');
  const linkable =
    settings().providers.length > 0 || accounts.entries?.some((a) => a.providerId !== 'credential');
  return (
    <div className="ly-panels">
      <div className="ly-panels-column">
        <Panel title="Your progress">
          <ProgressSummary />
        </Panel>
        <Panel title="About you">
          <ProfileForm user={user} />
        </Panel>
        <Panel title="E-mail address">
          <EmailForm user={user} />
        </Panel>
        {offers('phone-number') && (
          <Panel title="Phone number">
            <PhoneForm user={user} />
          </Panel>
        )}
        <Panel title="Your data">
          <YourData user={user} hasPassword={hasPassword} onDeleted={onDeleted} />
        </Panel>
      </div>
      <div className="ly-panels-column">
        <Panel title="Where you are signed in">
          <Sessions current={session} />
        </Panel>
        <Panel title="Password">
          {hasPassword ? <PasswordForm user={user} /> : <SetPassword user={user} />}
        </Panel>
        {offers('two-factor') && (
          <Panel title="Two-step sign-in">
            <TwoFactor user={user} hasPassword={hasPassword} />
          </Panel>
        )}
        {offers('passkey') && (
          <Panel title="Passkeys">
            <Passkeys session={session.token} />
          </Panel>
        )}
        {linkable && (
          <Panel title="Linked accounts">
            <LinkedAccounts list={accounts} />
          </Panel>
        )}
      </div>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section className="ly-panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}
