import BrowserOnly from '@docusaurus/BrowserOnly';
import { Redirect, useHistory, useLocation } from '@docusaurus/router';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import { methodsOf } from '@site/src/components/account/secondStep';
import TwoFactorForm from '@site/src/components/account/TwoFactorForm';
import '@site/src/components/account/account.css';
import { pathHere, safeRedirect } from '@site/src/lib/redirect';
import { useSession } from '@site/src/lib/session';

/** The second step of a sign-in that began with a link in a mail or at another service. */
export default function TwoFactorPage(): ReactNode {
  return (
    <Layout title="One more step">
      <main className="ly-narrow">
        <BrowserOnly fallback={<h1>One more step</h1>}>{() => <SecondStep />}</BrowserOnly>
      </main>
    </Layout>
  );
}

function SecondStep(): ReactNode {
  const query = new URLSearchParams(useLocation().search);
  const redirect = safeRedirect(query.get('redirect') ?? pathHere(query.get('callbackURL')), '/profile');
  const history = useHistory();
  const { status } = useSession();
  if (status === 'reader') return <Redirect to={redirect} />;
  return (
    <>
      <h1>One more step</h1>
      <div className="ly-auth">
        <TwoFactorForm
          methods={methodsOf(query)}
          onDone={() => undefined}
          onRestart={() => history.push(`/login?redirect=${encodeURIComponent(redirect)}`)}
        />
      </div>
    </>
  );
}
