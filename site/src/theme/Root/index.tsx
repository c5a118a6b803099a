import BrowserOnly from '@docusaurus/BrowserOnly';
import type { ReactNode } from 'react';
import SignInDialog from '@site/src/components/account/SignInDialog';
import ImpersonationBanner from '@site/src/components/admin/ImpersonationBanner';
import Assistant from '@site/src/components/assistant';
import { ProgressProvider } from '@site/src/lib/progress';
import { SessionProvider } from '@site/src/lib/session';
import { SignInProvider } from '@site/src/lib/sign-in';

/** Wraps the whole application and stays mounted while pages change. */
export default function Root({ children }: { children: ReactNode }): ReactNode {
  return (
    <SessionProvider>
      <SignInProvider>
        <ProgressProvider>
          <ImpersonationBanner />
          {children}
          <SignInDialog />
          {/* What it shows depends on the address, which the page for unknown ones does not know when it is built. */}
          <BrowserOnly>{() => <Assistant />}</BrowserOnly>
        </ProgressProvider>
      </SignInProvider>
    </SessionProvider>
  );
}
