import { useState, type ReactNode } from 'react';
import { authClient, type User } from '@site/src/lib/auth-client';
import { attempt, type Outcome } from '@site/src/lib/auth-errors';
import { settings } from '@site/src/lib/settings';
import Notice from '../account/Notice';
import { useFocusBack } from '../page/useFocusBack';
import BackupCodes from './BackupCodes';
import ConfirmForm from './ConfirmForm';
import TwoFactorSetUp, { type SetUp } from './TwoFactorSetUp';

type Begin = 'enable' | 'mail' | 'disable' | 'renew';

type Step =
  { name: 'rest' } | { name: Begin } | { name: 'set-up'; setUp: SetUp } | { name: 'codes'; codes: string[] };

export interface TwoFactorProps {
  user: User;
  hasPassword: boolean;
}

/** Two-step sign-in: set up, fresh backup codes, switched off. */
export default function TwoFactor({ user, hasPassword }: TwoFactorProps): ReactNode {
  const [step, setStep] = useState<Step>({ name: 'rest' });
  const [told, setTold] = useState('');
  const on = Boolean(user.twoFactorEnabled);
  const state = useFocusBack<HTMLParagraphElement>(step.name !== 'rest');
  const rest = () => setStep({ name: 'rest' });
  const confirm = { email: user.email, hasPassword, onCancel: rest };

  function begin(name: Begin): void {
    setTold('');
    setStep({ name });
  }

  if (step.name === 'set-up') {
    return (
      <TwoFactorSetUp
        setUp={step.setUp}
        onDone={() => {
          setTold('Two-step sign-in is on.');
          setStep({ name: 'codes', codes: step.setUp.backupCodes });
        }}
        onCancel={rest}
      />
    );
  }
  if (step.name === 'codes') return <BackupCodes codes={step.codes} email={user.email} onKept={rest} />;
  return (
    <>
      <p ref={state} tabIndex={-1}>
        Two-step sign-in is <strong>{on ? 'on' : 'off'}</strong>.
      </p>
      <Notice kind="good">{told}</Notice>
      {step.name === 'rest' && <Choices on={on} onChoose={begin} />}
      {step.name === 'enable' && (
        <ConfirmForm
          {...confirm}
          action="Go on"
          call={enable}
          onDone={(setUp) => setStep({ name: 'set-up', setUp })}
        />
      )}
      {step.name === 'mail' && (
        <ConfirmForm
          {...confirm}
          action="Switch on"
          call={enableMail}
          onDone={() => {
            setTold('Two-step sign-in is on: from now on a code is mailed to you.');
            rest();
          }}
        />
      )}
      {step.name === 'renew' && (
        <ConfirmForm
          {...confirm}
          action="Make new codes"
          call={renew}
          onDone={({ backupCodes }) => setStep({ name: 'codes', codes: backupCodes })}
        />
      )}
      {step.name === 'disable' && (
        <ConfirmForm
          {...confirm}
          action="Switch off"
          call={disable}
          onDone={() => {
            setTold('Two-step sign-in is off.');
            rest();
          }}
        />
      )}
    </>
  );
}

function Choices({ on, onChoose }: { on: boolean; onChoose: (name: Begin) => void }): ReactNode {
  const { app = false, mail = false } = settings().twoFactor ?? {};
  const choices: [name: Begin, text: string, shown: boolean][] = on
    ? [
        ['renew', 'New backup codes', app],
        ['enable', 'Add an authenticator app', app && mail],
        ['disable', 'Switch off two-step sign-in', true],
      ]
    : [
        ['enable', 'Set up two-step sign-in', app],
        ['mail', 'Use codes by mail', mail],
      ];
  return (
    <>
      {!on && (
        <p className="ly-hint">
          With it, whoever knows your password still needs
          {app && ' your phone, where an authenticator app shows a code that changes every half minute'}
          {app && mail && ', or'}
          {mail && ' a code that we mail you at every sign-in'}.
        </p>
      )}
      <div className="ly-entry-actions">
        {choices.map(
          ([name, text, shown]) =>
            shown && (
              <button
                key={name}
                type="button"
                className="ly-button ly-button--quiet"
                onClick={() => onChoose(name)}
              >
                {text}
              </button>
            ),
        )}
      </div>
    </>
  );
}

// An account without a password may leave it out; that the client's types do not know.
const typed = (password: string | undefined) => ({ password }) as { password: string };

async function enable(password: string | undefined): Promise<Outcome<SetUp>> {
  const { data, refusal } = await attempt((fetchOptions) =>
    authClient.twoFactor.enable({ ...typed(password), method: 'totp', fetchOptions }),
  );
  if (refusal) return { refusal: passwordless(refusal, password) };
  if ('totpURI' in data) return { data };
  return { refusal: { code: 'NO_APP', message: 'Authenticator apps are not set up here.', field: 'form' } };
}

async function enableMail(password: string | undefined): Promise<Outcome<unknown>> {
  const { data, refusal } = await attempt<unknown>((fetchOptions) =>
    authClient.twoFactor.enable({ ...typed(password), method: 'otp', fetchOptions }),
  );
  return refusal ? { refusal: passwordless(refusal, password) } : { data };
}

async function renew(password: string | undefined): Promise<Outcome<{ backupCodes: string[] }>> {
  return attempt<{ backupCodes: string[] }>((fetchOptions) =>
    authClient.twoFactor.generateBackupCodes({ ...typed(password), fetchOptions }),
  );
}

async function disable(password: string | undefined): Promise<Outcome<unknown>> {
  return attempt<unknown>((fetchOptions) =>
    authClient.twoFactor.disable({ ...typed(password), fetchOptions }),
  );
}

/** Most servers want a password to be there before they ask for more than one. */
function passwordless<R extends { code: string; message: string }>(
  refusal: R,
  password: string | undefined,
): R {
  if (password !== undefined || !/PASSWORD|VALIDATION/.test(refusal.code)) return refusal;
  return { ...refusal, message: 'Set a password first: the second step protects it.' };
}
