import { useEffect, useRef, useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import CodeField from './CodeField';
import Notice from './Notice';
import type { Method } from './secondStep';
import { useSubmit } from './useSubmit';

export interface TwoFactorFormProps {
  methods: Method[];
  onDone: () => void;
  /** Back to the first step: for a sign-in that has become too old. */
  onRestart: () => void;
}

const switches: Record<Method, string> = {
  totp: 'Use your authenticator app',
  otp: 'Send a code by mail',
  backup: 'Use a backup code',
};

/** The second step of a sign-in: a code from an app, from a mail, or one of those kept for emergencies. */
export default function TwoFactorForm({ methods, onDone, onRestart }: TwoFactorFormProps): ReactNode {
  const [method, setMethod] = useState<Method>(methods[0] ?? 'totp');
  const mailed = useMailedCode(method === 'otp');
  return (
    <>
      {method === 'otp' && <Notice kind="bad">{mailed.failure}</Notice>}
      {method === 'otp' && (
        <Notice kind="good">{mailed.sent && 'A code is on its way to your address.'}</Notice>
      )}
      <CodeForm key={method} method={method} onDone={onDone} />
      <div className="ly-others">
        {method === 'otp' && <Other text="Send another code" onClick={mailed.send} />}
        {methods
          .filter((other) => other !== method)
          .map((other) => (
            <Other key={other} text={switches[other]} onClick={() => setMethod(other)} />
          ))}
        <Other text="Back to the first step" onClick={onRestart} />
      </div>
    </>
  );
}

function Other({ text, onClick }: { text: string; onClick: () => void }): ReactNode {
  return (
    <button type="button" className="ly-button ly-button--link" onClick={onClick}>
      {text}
    </button>
  );
}

const labels: Record<Method, string> = {
  totp: 'Code from your authenticator app',
  otp: 'Code from the mail',
  backup: 'Backup code',
};

function CodeForm({ method, onDone }: { method: Method; onDone: () => void }): ReactNode {
  const [code, setCode] = useState('');
  const [trustDevice, setTrustDevice] = useState(false);
  const { busy, errorFor, onSubmit } = useSubmit(() => verify(method, code.trim(), trustDevice), onDone);
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <CodeField
        label={labels[method]}
        backup={method === 'backup'}
        value={code}
        onChange={setCode}
        error={errorFor('code')}
      />
      <label className="ly-check">
        <input type="checkbox" checked={trustDevice} onChange={(e) => setTrustDevice(e.target.checked)} />
        Do not ask again on this device
      </label>
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Checking…' : 'Continue'}
      </button>
    </form>
  );
}

function verify(method: Method, code: string, trustDevice: boolean): Promise<Outcome<unknown>> {
  const { verifyTotp, verifyOtp, verifyBackupCode } = authClient.twoFactor;
  return attempt<unknown>((fetchOptions) => {
    const input = { code, trustDevice, fetchOptions };
    if (method === 'backup') return verifyBackupCode(input);
    return method === 'otp' ? verifyOtp(input) : verifyTotp(input);
  });
}

/** Asks for a mail with a code, once when it becomes the way and then whenever `send` is called. */
function useMailedCode(wanted: boolean): { sent: boolean; failure: string; send: () => void } {
  const [sent, setSent] = useState(false);
  const [failure, setFailure] = useState('');
  const asked = useRef(false);

  function send(): void {
    asked.current = true;
    setSent(false);
    setFailure('');
    void attempt((fetchOptions) => authClient.twoFactor.sendOtp({ fetchOptions })).then(({ refusal }) => {
      setSent(!refusal);
      setFailure(refusal?.message ?? '');
    });
  }

  useEffect(() => {
    if (wanted && !asked.current) send();
  }, [wanted]);
  return { sent, failure, send };
}
