import BrowserOnly from '@docusaurus/BrowserOnly';
import { Redirect, useLocation } from '@docusaurus/router';
import Layout from '@theme/Layout';
import { useState, type ReactNode } from 'react';
import AuthForm from '@site/src/components/account/AuthForm';
import Notice from '@site/src/components/account/Notice';
import { explainCode } from '@site/src/lib/auth-errors';
import { safeRedirect } from '@site/src/lib/redirect';
import { useSession } from '@site/src/lib/session';
import type { SignInMode } from '@site/src/lib/sign-in';

/** Where links in mails and other services lead back to: on to where the reader was, or a word on what went wrong. */
export default function MagicLinkPage(): ReactNode {
  return (
    <Layout title="Signing in">
      <main className="ly-narrow">
        <BrowserOnly fallback={<h1>Signing you in</h1>}>{() => <Landing />}</BrowserOnly>
      </main>
    </Layout>
  );
}

function Landing(): ReactNode {
  const query = new URLSearchParams(useLocation().search);
  const redirect = safeRedirect(query.get('redirect'));
  const error = query.get('error');
  const { status } = useSession();
  const [mode, setMode] = useState<SignInMode>('magic-link');

  if (status === 'reader') return <Redirect to={redirect} />;
  if (query.get('twoFactorRedirect') === 'true') {
    const next = new URLSearchParams({ redirect, twoFactorMethods: query.get('twoFactorMethods') ?? '' });
    return <Redirect to={`/two-factor?${next}`} />;
  }
  if (status === 'loading' && !error) return <h1>Signing you in…</h1>;
  return (
    <>
      <h1>That did not work</h1>
      <div className="ly-block">
        <Notice kind="bad">
          {error
            ? explainCode(error)
            : 'You are not signed in. Perhaps this browser blocks cookies, or the link was opened elsewhere.'}
        </Notice>
      </div>
      <AuthForm mode={mode} onMode={setMode} onDone={() => undefined} redirect={redirect} />
    </>
  );
}
