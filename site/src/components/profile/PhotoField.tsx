import { useId, useRef, useState, type ReactNode } from 'react';
import { accepted, readPhoto } from './photo';

export interface PhotoFieldProps {
  /** Address of the picture, empty for none. */
  value: string;
  onChange: (address: string) => void;
}

/** Chooses a picture from the reader's files, which is made small before it leaves the browser. */
export default function PhotoField({ value, onChange }: PhotoFieldProps): ReactNode {
  const [failure, setFailure] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const { data, refusal } = await readPhoto(file);
    setFailure(refusal?.message ?? '');
    if (data) onChange(data);
    if (input.current) input.current.value = '';
  }

  return (
    <div className="ly-field">
      <label className="ly-label" htmlFor={id}>
        Picture
      </label>
      <input
        ref={input}
        id={id}
        className="ly-file"
        type="file"
        accept={accepted}
        aria-describedby={`${id}-hint`}
        onChange={(e) => void take(e.target.files?.[0])}
      />
      <p className="ly-error" role="alert" hidden={!failure}>
        {failure}
      </p>
      <div className="ly-hint" id={`${id}-hint`}>
        It is cut to a small square. Without one your initials are shown.
      </div>
      {value !== '' && (
        <button type="button" className="ly-button ly-button--link ly-start" onClick={() => onChange('')}>
          Remove the picture
        </button>
      )}
    </div>
  );
}
