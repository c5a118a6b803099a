import { useState, type ReactNode } from 'react';
import { settings } from '@site/src/lib/settings';
import type { SignInMode } from '@site/src/lib/sign-in';
import MagicLinkForm from './MagicLinkForm';
import SignInForm from './SignInForm';
import SignUpForm from './SignUpForm';
import SocialButtons from './SocialButtons';
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
  const form = { email, onEmail: setEmail, onDone };
  return (
    <div className="ly-auth">
      {mode === 'sign-in' && <SignInForm {...form} />}
      {mode === 'sign-up' && <SignUpForm {...form} />}
      {mode === 'magic-link' && <MagicLinkForm {...form} redirect={redirect} />}
      <SocialButtons redirect={redirect} />
      <Others mode={mode} onMode={onMode} />
    </div>
  );
}

export const titles: Record<SignInMode, string> = {
  'sign-in': 'Sign in',
  'sign-up': 'Create an account',
  'magic-link': 'Sign in by mail',
};

function Others({ mode, onMode }: Pick<AuthFormProps, 'mode' | 'onMode'>): ReactNode {
  return (
    <div className="ly-others">
      {mode !== 'sign-in' && <Switch to="sign-in" text="Sign in with a password" onMode={onMode} />}
      {mode !== 'sign-up' && <Switch to="sign-up" text="Create an account" onMode={onMode} />}
      {mode !== 'magic-link' && settings().magicLink && (
        <Switch to="magic-link" text="Sign in by mail, without a password" onMode={onMode} />
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
