import { useEffect, useRef, type ReactNode } from 'react';
import Field from './Field';

export interface CodeFieldProps {
  label: string;
  /** Backup codes are letters and digits; the others digits alone, for which phones have a keyboard of their own. */
  backup?: boolean;
  value: string;
  onChange: (code: string) => void;
  error: string | undefined;
}

/** A field for a one-time code; it takes the focus, because it is all there is to do. */
export default function CodeField({ label, backup, value, onChange, error }: CodeFieldProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <Field
      ref={input}
      label={label}
      name="code"
      className="ly-input ly-code"
      inputMode={backup ? 'text' : 'numeric'}
      autoComplete={backup ? 'off' : 'one-time-code'}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={32}
      required
      value={value}
      onChange={(e) => onChange(backup ? e.target.value : e.target.value.replace(/\s/g, ''))}
      error={error}
    />
  );
}
