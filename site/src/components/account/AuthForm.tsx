import { useState, type ReactNode } from 'react';
import { offers, settings } from '@site/src/lib/settings';
import type { SignInMode } from '@site/src/lib/sign-in';
import CodeSignInForm from './CodeSignInForm';
import ForgotPasswordForm from './ForgotPasswordForm';
import MagicLinkForm from './MagicLinkForm';
import { passkeysWork } from './passkey';
import PasskeyButton from './PasskeyButton';
import { secondStep, type Method } from './secondStep';
import SignInForm from './SignInForm';
import SignUpForm from './SignUpForm';
import SocialButtons from './SocialButtons';
import TwoFactorForm from './TwoFactorForm';
import './account.css';

export interface AuthFormProps {
  mode: SignInMode;
  onMode: (mode: SignInMode) => void;
  /** The reader is signed in now. */
  onDone: () => void;
  /** Where links in mails and other services lead back to. */
  redirect: string;
}

/** All ways to sign in or up; the address that was typed stays when the reader changes between them. */
export default function AuthForm({ mode, onMode, onDone, redirect }: AuthFormProps): ReactNode {
  const [email, setEmail] = useState('');
  const [methods, setMethods] = useState<Method[]>([]);
  const form = { email, onEmail: setEmail, onDone };

  /** Some answers ask for a second step instead of signing in. */
  function answered(answer: unknown): void {
    const asked = secondStep(answer);
    if (!asked) {
      onDone();
      return;
    }
    setMethods(asked);
    onMode('two-factor');
  }

  if (mode === 'two-factor') {
    return (
      <div className="ly-auth">
        <TwoFactorForm methods={methods} onDone={onDone} onRestart={() => onMode('sign-in')} />
      </div>
    );
  }
  return (
    <div className="ly-auth">
      {mode === 'sign-in' && (
        <SignInForm {...form} onDone={answered} onForgotten={() => onMode('forgot-password')} />
      )}
      {mode === 'sign-up' && <SignUpForm {...form} />}
      {mode === 'magic-link' && <MagicLinkForm {...form} redirect={redirect} />}
      {mode === 'email-code' && <CodeSignInForm key={mode} way="email" {...form} onDone={answered} />}
      {mode === 'phone-code' && <CodeSignInForm key={mode} way="phone" {...form} onDone={answered} />}
      {mode === 'forgot-password' && <ForgotPasswordForm {...form} />}
      {mode !== 'forgot-password' && (
        <OtherServices onDone={answered} redirect={redirect} passkeys={mode === 'sign-in'} />
      )}
      <Others mode={mode} onMode={onMode} />
    </div>
  );
}

export const titles: Record<SignInMode, string> = {
  'sign-in': 'Sign in',
  'sign-up': 'Create an account',
  'magic-link': 'Sign in by mail',
  'email-code': 'Sign in with a code',
  'phone-code': 'Sign in by phone',
  'forgot-password': 'Forgot your password?',
  'two-factor': 'One more step',
};

interface OtherServicesProps {
  onDone: (answer: unknown) => void;
  redirect: string;
  passkeys: boolean;
}

/** What needs neither an address nor a password. */
function OtherServices({ onDone, redirect, passkeys }: OtherServicesProps): ReactNode {
  const withPasskey = passkeys && offers('passkey') && passkeysWork();
  if (!withPasskey && settings().providers.length === 0) return null;
  return (
    <div className="ly-form">
      <p className="ly-or">or</p>
      {withPasskey && <PasskeyButton onDone={onDone} />}
      <SocialButtons redirect={redirect} />
    </div>
  );
}

function Others({ mode, onMode }: Pick<AuthFormProps, 'mode' | 'onMode'>): ReactNode {
  const { magicLink, signUp } = settings();
  return (
    <div className="ly-others">
      {mode !== 'sign-in' && <Switch to="sign-in" text="Sign in with a password" onMode={onMode} />}
      {mode !== 'sign-up' && signUp && <Switch to="sign-up" text="Create an account" onMode={onMode} />}
      {mode !== 'magic-link' && magicLink && (
        <Switch to="magic-link" text="Sign in by mail, without a password" onMode={onMode} />
      )}
      {mode !== 'email-code' && offers('email-otp') && (
        <Switch to="email-code" text="Sign in with a code by mail" onMode={onMode} />
      )}
      {mode !== 'phone-code' && offers('phone-number') && (
        <Switch to="phone-code" text="Sign in with a code by text message" onMode={onMode} />
      )}
    </div>
  );
}

function Switch(props: { to: SignInMode; text: string; onMode: (mode: SignInMode) => void }): ReactNode {
  return (
    <button type="button" className="ly-button ly-button--link" onClick={() => props.onMode(props.to)}>
      {props.text}
    </button>
  );
}
