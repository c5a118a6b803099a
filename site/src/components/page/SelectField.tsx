import { useId, type ReactNode, type SelectHTMLAttributes } from 'react';

export interface SelectFieldProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'id'> {
  label: string;
  /** Values and what is shown for them. */
  options: [value: string, text: string][];
}

/** A labelled choice of one among several. */
export default function SelectField({ label, options, ...select }: SelectFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="ly-field">
      <label className="ly-label" htmlFor={id}>
        {label}
      </label>
      <select className="ly-input" {...select} id={id}>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
