import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id'> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  /** Beside the label, at its end. */
  aside?: ReactNode;
  ref?: Ref<HTMLInputElement>;
}

/** A labelled input; its hint and its error are read out with it. */
export default function Field({ label, hint, error, aside, ...input }: FieldProps): ReactNode {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div className="ly-field">
      <div className="ly-field-head">
        <label className="ly-label" htmlFor={id}>
          {label}
        </label>
        {aside}
      </div>
      <input
        className="ly-input"
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {error && (
        <p className="ly-error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <div className="ly-hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}
