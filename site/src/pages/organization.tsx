import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import ProtectedRoute from '@site/src/components/account/ProtectedRoute';
import OrganizationView from '@site/src/components/organization/OrganizationView';
import { settings } from '@site/src/lib/settings';

export default function OrganizationPage(): ReactNode {
  return (
    <Layout title="Organization" description="Members, invitations, teams and settings of an organization.">
      <main className="ly-page">
        <ProtectedRoute title="Organization">
          {(user) => {
            const offers = settings().organization;
            return offers ? (
              <OrganizationView key={user.id} user={user} offers={offers} />
            ) : (
              <p>There are no organizations here.</p>
            );
          }}
        </ProtectedRoute>
      </main>
    </Layout>
  );
}
