import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import ProtectedRoute from '@site/src/components/account/ProtectedRoute';
import Organizations from '@site/src/components/organization/Organizations';
import { settings } from '@site/src/lib/settings';

export default function OrganizationsPage(): ReactNode {
  return (
    <Layout title="Organizations" description="The organizations you belong to.">
      <main className="ly-page">
        <h1 tabIndex={-1}>Your organizations</h1>
        <ProtectedRoute>
          {(user, session) => {
            const offers = settings().organization;
            return offers ? (
              <Organizations key={user.id} session={session} verified={user.emailVerified} offers={offers} />
            ) : (
              <p>There are no organizations here.</p>
            );
          }}
        </ProtectedRoute>
      </main>
    </Layout>
  );
}
