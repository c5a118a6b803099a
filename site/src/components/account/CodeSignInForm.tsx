import { useState, type ReactNode } from 'react';
import { authClient } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import CodeField from './CodeField';
import Field from './Field';
import Notice from './Notice';
import { useSubmit } from './useSubmit';

/** Where a code goes to. */
export type Way = 'email' | 'phone';

export interface CodeSignInFormProps {
  way: Way;
  email: string;
  onEmail: (email: string) => void;
  /** What the server has answered: a session, or a request for a second step. */
  onDone: (answer: unknown) => void;
}

const words = {
  email: { label: 'E-mail', hint: 'We send you a code that signs you in.', code: 'Code from the mail' },
  phone: {
    label: 'Phone number',
    hint: 'We send a code to the number of your account. Begin with the country, as in +49 …',
    code: 'Code from the message',
  },
};

/** Signs in with a code that comes by mail or by text message: first the address, then the code. */
export default function CodeSignInForm({ way, email, onEmail, onDone }: CodeSignInFormProps): ReactNode {
  const [phone, setPhone] = useState('');
  const [sentTo, setSentTo] = useState('');
  const address = (way === 'email' ? email : phone).trim();
  if (sentTo) return <Enter way={way} address={sentTo} onDone={onDone} onBack={() => setSentTo('')} />;
  return (
    <Ask
      way={way}
      value={way === 'email' ? email : phone}
      onChange={way === 'email' ? onEmail : setPhone}
      onSent={() => setSentTo(address)}
    />
  );
}

interface AskProps {
  way: Way;
  value: string;
  onChange: (value: string) => void;
  onSent: () => void;
}

function Ask({ way, value, onChange, onSent }: AskProps): ReactNode {
  const { busy, errorFor, onSubmit } = useSubmit(() => sendCode(way, value.trim()), onSent);
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <p className="ly-hint">{words[way].hint}</p>
      <Field
        label={words[way].label}
        name={way}
        type={way === 'email' ? 'email' : 'tel'}
        autoComplete={way === 'email' ? 'username' : 'tel'}
        required
        value={value}
        onChange={(e) => onChange(e.target.value)}
        error={way === 'email' ? errorFor('email') : undefined}
      />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Sending…' : 'Send me a code'}
      </button>
    </form>
  );
}

interface EnterProps {
  way: Way;
  address: string;
  onDone: (answer: unknown) => void;
  onBack: () => void;
}

function Enter({ way, address, onDone, onBack }: EnterProps): ReactNode {
  const [code, setCode] = useState('');
  const { busy, errorFor, onSubmit } = useSubmit<unknown>(() => enter(way, address, code), onDone);
  return (
    <form className="ly-form" onSubmit={onSubmit}>
      <Notice kind="good">If {address} can sign in here, a code is on its way.</Notice>
      <Notice kind="bad">{errorFor('form')}</Notice>
      <CodeField label={words[way].code} value={code} onChange={setCode} error={errorFor('code')} />
      <button className="ly-button" type="submit" aria-disabled={busy}>
        {busy ? 'Checking…' : 'Sign in'}
      </button>
      <button type="button" className="ly-button ly-button--link" onClick={onBack}>
        Send another code
      </button>
    </form>
  );
}

function sendCode(way: Way, address: string): Promise<Outcome<unknown>> {
  return attempt<unknown>((fetchOptions) =>
    way === 'email'
      ? authClient.emailOtp.sendVerificationOtp({ email: address, type: 'sign-in', fetchOptions })
      : authClient.phoneNumber.sendOtp({ phoneNumber: address, fetchOptions }),
  );
}

function enter(way: Way, address: string, code: string): Promise<Outcome<unknown>> {
  return attempt<unknown>((fetchOptions) =>
    way === 'email'
      ? authClient.signIn.emailOtp({ email: address, otp: code, fetchOptions })
      : authClient.phoneNumber.verify({ phoneNumber: address, code, fetchOptions }),
  );
}
