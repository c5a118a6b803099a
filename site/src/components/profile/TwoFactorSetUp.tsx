import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import CodeField from '../account/CodeField';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import CopyButton from './CopyButton';
import QRCode from './QRCode';
import { manualKey } from './totp';

/** What the server makes for a new second factor. */
export interface SetUp {
  totpURI: string;
  backupCodes: string[];
}

export interface TwoFactorSetUpProps {
  setUp: SetUp;
  onDone: () => void;
  onCancel: () => void;
}

/** Brings the secret into an authenticator app; a code from it shows that it has arrived. */
export default function TwoFactorSetUp({ setUp, onDone, onCancel }: TwoFactorSetUpProps): ReactNode {
  const [code, setCode] = useState('');
  const key = manualKey(setUp.totpURI);
  const { busy, errorFor, onSubmit } = useSubmit(
    () => attempt((fetchOptions) => authClient.twoFactor.verifyTotp({ code, fetchOptions })),
    onDone,
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <p>
        <strong>1.</strong> Scan this with an authenticator app.
      </p>
      <QRCode text={setUp.totpURI} label="QR code for your authenticator app" />
      <details>
        <summary>I cannot scan it</summary>
        <p>
          Choose “enter a key” in the app, and type: <code className="ly-key">{key}</code>
        </p>
        <CopyButton text={key.replaceAll(' ', '')} label="Copy the key" />
      </details>
      <p>
        <strong>2.</strong> Type the code that the app shows.
      </p>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <CodeField label="Code from the app" value={code} onChange={setCode} error={errorFor('code')} />
      <div className="ly-entry-actions">
        <button className="ly-button" type="submit" aria-disabled={busy}>
          {busy ? 'Checking…' : 'Switch on'}
        </button>
        <button className="ly-button ly-button--quiet" type="button" onClick={onCancel}>
          Cancel
        </button>
      </div>
    </form>
  );
}
