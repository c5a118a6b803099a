import BrowserOnly from '@docusaurus/BrowserOnly';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import Layout from '@theme/Layout';
import { useState, type ReactNode } from 'react';
import ForgotPasswordForm from '@site/src/components/account/ForgotPasswordForm';
import Notice from '@site/src/components/account/Notice';
import ResetPasswordForm from '@site/src/components/account/ResetPasswordForm';
import '@site/src/components/account/account.css';

/** Where the link in a mail about a forgotten password leads. */
export default function ResetPasswordPage(): ReactNode {
  return (
    <Layout title="A new password">
      <main className="ly-narrow">
        <BrowserOnly fallback={<h1>A new password</h1>}>{() => <Reset />}</BrowserOnly>
      </main>
    </Layout>
  );
}

function Reset(): ReactNode {
  const token = new URLSearchParams(useLocation().search).get('token');
  const [email, setEmail] = useState('');
  const [done, setDone] = useState(false);
  if (done) {
    return (
      <div className="ly-auth">
        <h1>A new password</h1>
        <Notice kind="good">Your new password is saved.</Notice>
        <Link className="ly-button" to="/login">
          Sign in
        </Link>
      </div>
    );
  }
  if (token) {
    return (
      <>
        <h1>A new password</h1>
        <ResetPasswordForm token={token} onDone={() => setDone(true)} />
      </>
    );
  }
  return (
    <>
      <h1>That did not work</h1>
      <div className="ly-block">
        <Notice kind="bad">This link is not valid any more. Ask for a new one.</Notice>
      </div>
      <ForgotPasswordForm email={email} onEmail={setEmail} />
    </>
  );
}
