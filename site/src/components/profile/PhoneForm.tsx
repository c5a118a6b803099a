import { useState, type ReactNode } from 'react';
import { authClient, refreshSession, type User } from '@site/src/lib/auth-client';
import { attempt } from '@site/src/lib/auth-errors';
import CodeField from '../account/CodeField';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';

/** The reader's phone number, which a code sent to it confirms. */
export default function PhoneForm({ user }: { user: User }): ReactNode {
  const [number, setNumber] = useState('');
  const [sentTo, setSentTo] = useState('');
  const [told, setTold] = useState('');
  return (
    <>
      <p>{user.phoneNumber ?? 'None yet.'}</p>
      <Notice kind="good">{told}</Notice>
      {sentTo ? (
        <Confirm
          number={sentTo}
          onBack={() => setSentTo('')}
          onDone={() => {
            setTold('Your number is confirmed.');
            setSentTo('');
            setNumber('');
            refreshSession();
          }}
        />
      ) : (
        <Ask number={number} onNumber={setNumber} onSent={() => setSentTo(number.trim())} />
      )}
    </>
  );
}

interface AskProps {
  number: string;
  onNumber: (number: string) => void;
  onSent: () => void;
}

function Ask({ number, onNumber, onSent }: AskProps): ReactNode {
  const { busy, errorFor, onSubmit } = useSubmit(
    () =>
      attempt<unknown>((fetchOptions) =>
        authClient.phoneNumber.sendOtp({ phoneNumber: number.trim(), fetchOptions }),
      ),
    onSent,
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <Field
        label="New number"
        name="phone"
        type="tel"
        autoComplete="tel"
        required
        value={number}
        onChange={(e) => onNumber(e.target.value)}
        hint="Begin with the country, as in +49 …"
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Sending…' : 'Send a code'}
      </button>
    </form>
  );
}

function Confirm(props: { number: string; onDone: () => void; onBack: () => void }): ReactNode {
  const [code, setCode] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit<unknown>(
    () =>
      attempt<unknown>((fetchOptions) =>
        authClient.phoneNumber.verify({
          phoneNumber: props.number,
          code,
          updatePhoneNumber: true,
          disableSession: true,
          fetchOptions,
        }),
      ),
    props.onDone,
  );
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <CodeField label="Code from the message" value={code} onChange={setCode} error={errorFor('code')} />
      <div className="ly-entry-actions">
        <button className="ly-button" type="submit" aria-disabled={busy}>
          {busy ? 'Checking…' : 'Confirm'}
        </button>
        <button type="button" className="ly-button ly-button--quiet" onClick={props.onBack}>
          Back
        </button>
      </div>
    </form>
  );
}
