import Layout from '@theme/Layout';
import { useId, type ReactNode } from 'react';
import ProtectedRoute from '@site/src/components/account/ProtectedRoute';
import { SignOutButton } from '@site/src/components/account/UserMenu';
import '@site/src/components/account/account.css';
import PasswordForm from '@site/src/components/profile/PasswordForm';
import ProfileForm from '@site/src/components/profile/ProfileForm';
import ProgressSummary from '@site/src/components/profile/ProgressSummary';
import Sessions from '@site/src/components/profile/Sessions';
import '@site/src/components/profile/profile.css';

export default function ProfilePage(): ReactNode {
  return (
    <Layout title="Profile" description="Your account and your progress.">
      <main className="ly-page">
        <h1>Your profile</h1>
        <ProtectedRoute>
          {(user, session) => (
            <>
              <div className="ly-panels" key={user.id}>
                <div className="ly-panels-column">
                  <Panel title="Your progress">
                    <ProgressSummary />
                  </Panel>
                  <Panel title="Where you are signed in">
                    <Sessions current={session} />
                  </Panel>
                </div>
                <div className="ly-panels-column">
                  <Panel title="About you">
                    <ProfileForm user={user} />
                  </Panel>
                  <Panel title="Password">
                    <PasswordForm user={user} />
                  </Panel>
                </div>
              </div>
              <p className="ly-profile-out">
                <SignOutButton className="ly-button ly-button--quiet" />
              </p>
            </>
          )}
        </ProtectedRoute>
      </main>
    </Layout>
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
