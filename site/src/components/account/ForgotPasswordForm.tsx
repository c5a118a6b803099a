import type { ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import MailLinkForm from './MailLinkForm';
import { pageAddress } from './returnTo';

export interface ForgotPasswordFormProps {
  email: string;
  onEmail: (email: string) => void;
}

/** Asks for a mail with a link to a new password. The answer is the same for addresses without an account. */
export default function ForgotPasswordForm({ email, onEmail }: ForgotPasswordFormProps): ReactNode {
  return (
    <MailLinkForm
      email={email}
      onEmail={onEmail}
      hint="We send you a link with which you choose a new password."
      sent={(to) => <>If {to} has an account here, a link to a new password is on its way.</>}
      send={(to) =>
        attempt((fetchOptions) =>
          authClient.requestPasswordReset({
            email: to,
            redirectTo: pageAddress('/reset-password'),
            fetchOptions,
          }),
        )
      }
    />
  );
}
