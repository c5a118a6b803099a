import BrowserOnly from '@docusaurus/BrowserOnly';
import { Redirect, useLocation } from '@docusaurus/router';
import Layout from '@theme/Layout';
import { useState, type ReactNode } from 'react';
import AuthForm, { titles } from '@site/src/components/account/AuthForm';
import { safeRedirect } from '@site/src/lib/redirect';
import { useSession } from '@site/src/lib/session';
import type { SignInMode } from '@site/src/lib/sign-in';

export default function LoginPage(): ReactNode {
  return (
    <Layout title="Sign in" description="Sign in to keep your progress.">
      <main className="ly-narrow">
        <BrowserOnly fallback={<h1>Sign in</h1>}>{() => <Login />}</BrowserOnly>
      </main>
    </Layout>
  );
}

function Login(): ReactNode {
  const query = new URLSearchParams(useLocation().search);
  const redirect = safeRedirect(query.get('redirect'), '/profile');
  const [mode, setMode] = useState<SignInMode>(query.get('mode') === 'sign-up' ? 'sign-up' : 'sign-in');
  const { status } = useSession();
  if (status === 'reader') return <Redirect to={redirect} />;
  return (
    <>
      <h1>{titles[mode]}</h1>
      <AuthForm mode={mode} onMode={setMode} onDone={() => undefined} redirect={redirect} />
    </>
  );
}
