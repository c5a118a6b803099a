import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import ProtectedRoute from '@site/src/components/account/ProtectedRoute';
import Administration from '@site/src/components/admin/Administration';
import { isAdmin } from '@site/src/components/admin/users';

export default function AdminPage(): ReactNode {
  return (
    <Layout title="Administration" description="Users and what is done about them.">
      <main className="ly-page">
        <h1 tabIndex={-1}>Administration</h1>
        <ProtectedRoute>
          {(user) =>
            isAdmin(user) ? <Administration me={user} /> : <p>This page is for administrators only.</p>
          }
        </ProtectedRoute>
      </main>
    </Layout>
  );
}
