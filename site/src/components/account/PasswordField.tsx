import { useState, type ReactNode } from 'react';
import Field, { type FieldProps } from './Field';

/** A password input that can show what was typed. */
export default function PasswordField(props: Omit<FieldProps, 'type' | 'aside'>): ReactNode {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      aside={
        <button
          type="button"
          className="ly-button ly-button--link"
          aria-pressed={shown}
          aria-label={`Show ${props.label.toLowerCase()}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide' : 'Show'}
        </button>
      }
    />
  );
}
