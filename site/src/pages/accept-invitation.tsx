import BrowserOnly from '@docusaurus/BrowserOnly';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import AcceptInvitation from '@site/src/components/organization/AcceptInvitation';
import '@site/src/components/page/page.css';

export default function AcceptInvitationPage(): ReactNode {
  return (
    <Layout title="Invitation">
      <main className="ly-narrow">
        <h1>Invitation</h1>
        <BrowserOnly>{() => <AcceptInvitation />}</BrowserOnly>
      </main>
    </Layout>
  );
}
