import { useState, type ReactNode } from 'react';
import type { Outcome } from '@site/src/lib/auth-errors';
import Field from '../account/Field';
import Notice from '../account/Notice';
import { useSubmit } from '../account/useSubmit';
import Dialog from './Dialog';

export interface ConfirmProps {
  title: string;
  /** What will happen. */
  children: ReactNode;
  /** What the button says. */
  action: string;
  /** What has to be typed first, for what cannot be undone. */
  typed?: string;
  call: () => Promise<Outcome<unknown>>;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before something is done that cannot be taken back. */
export default function Confirm(props: ConfirmProps): ReactNode {
  const [typed, setTyped] = useState('');
  const { busy, refusal, errorFor, onSubmit } = useSubmit(async () => {
    if (props.typed !== undefined && typed.trim() !== props.typed) {
      const message = `Type “${props.typed}” to confirm.`;
      return { refusal: { code: 'TYPED', message, field: 'name' as const } };
    }
    return props.call();
  }, props.onDone);
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className="ly-form" onSubmit={onSubmit} noValidate>
        <div>{props.children}</div>
        <Notice kind="bad">{refusal && !errorFor('name') && refusal.message}</Notice>
        {props.typed !== undefined && (
          <Field
            label={`Type “${props.typed}” to confirm`}
            name="name"
            autoComplete="off"
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            error={errorFor('name')}
          />
        )}
        <div className="ly-actions">
          <button className="ly-button ly-button--bad" type="submit" aria-disabled={busy}>
            {busy ? 'One moment…' : props.action}
          </button>
          <button type="button" className="ly-button ly-button--quiet" data-focus onClick={props.onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
