import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import ProtectedRoute from '@site/src/components/account/ProtectedRoute';
import Administration from '@site/src/components/admin/Administration';
import { OfficeProvider } from '@site/src/components/admin/office';

export default function AdminPage(): ReactNode {
  return (
    <Layout title="Administration" description="Users and what is done about them.">
      <main className="ly-page ly-page--broad">
        <h1 tabIndex={-1}>Administration</h1>
        <ProtectedRoute>
          {(user) => (
            <OfficeProvider key={user.id} me={user}>
              <Administration />
            </OfficeProvider>
          )}
        </ProtectedRoute>
      </main>
    </Layout>
  );
}
