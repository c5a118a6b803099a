import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { accepted, readPhoto, type Photo } from './photo';

export interface PhotoFieldProps {
  label: string;
  hint: string;
  /** Whether there is a picture to remove. */
  removable: boolean;
  /** A chosen picture, or null to remove the one there is. */
  onChange: (photo: Photo | null) => void;
  /** What the service says about the picture. */
  error?: string | undefined;
}

/** Chooses a picture from the reader's files, which is made small before it leaves the browser. */
export default function PhotoField(props: PhotoFieldProps): ReactNode {
  const [failure, setFailure] = useState('');
  const [told, setTold] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const chosen = useRef<string | undefined>(undefined);
  const id = useId();
  useEffect(() => () => forget(chosen.current), []);

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const { data, refusal } = await readPhoto(file);
    setFailure(refusal?.message ?? '');
    if (data) change(data, 'The picture is chosen. Save to keep it.');
    if (input.current) input.current.value = '';
  }

  function change(photo: Photo | null, said: string): void {
    forget(chosen.current);
    chosen.current = photo?.address;
    setTold(said);
    props.onChange(photo);
  }

  function remove(): void {
    setFailure('');
    change(null, 'The picture will be removed when you save.');
    input.current?.focus(); // the button goes
  }

  const wrong = failure || props.error;
  return (
    <div className="ly-field">
      <label className="ly-label" htmlFor={id}>
        {props.label}
      </label>
      <input
        ref={input}
        id={id}
        name="image"
        className="ly-file"
        type="file"
        accept={accepted}
        aria-describedby={`${id}-error ${id}-hint`}
        aria-invalid={wrong ? true : undefined}
        onChange={(e) => void take(e.target.files?.[0])}
      />
      <p className="ly-error" id={`${id}-error`} role="alert" hidden={!wrong}>
        {wrong}
      </p>
      <div className="ly-hint" id={`${id}-hint`}>
        {props.hint}
      </div>
      {props.removable && (
        <button type="button" className="ly-button ly-button--link ly-start" onClick={remove}>
          Remove the {props.label.toLowerCase()}
        </button>
      )}
      <p className="ly-hint" role="status">
        {told}
      </p>
    </div>
  );
}

function forget(address: string | undefined): void {
  if (address) URL.revokeObjectURL(address);
}
