import type { ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import MailLinkForm from './MailLinkForm';
import { landing } from './returnTo';

export interface MagicLinkFormProps {
  email: string;
  onEmail: (email: string) => void;
  /** The path to open once the link in the mail was followed. */
  redirect: string;
}

/** Asks for a mail with a link that signs in without a password. */
export default function MagicLinkForm({ email, onEmail, redirect }: MagicLinkFormProps): ReactNode {
  return (
    <MailLinkForm
      email={email}
      onEmail={onEmail}
      hint="We send you a link that signs you in. A new address gets a new account."
      sent={(to) => (
        <>We have sent a link to {to}. It works once, for five minutes. You can close this window.</>
      )}
      send={(to) => {
        const callbackURL = landing(redirect);
        return attempt((fetchOptions) =>
          authClient.signIn.magicLink({
            email: to,
            callbackURL,
            errorCallbackURL: callbackURL,
            fetchOptions,
          }),
        );
      }}
    />
  );
}
