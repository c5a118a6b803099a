import { useState, type ReactNode } from 'react';

/** Puts text on the clipboard and says so. */
export default function CopyButton({ text, label }: { text: string; label: string }): ReactNode {
  const [told, setTold] = useState('');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setTold('Copied.'),
      () => setTold('Copying did not work: select the text instead.'),
    );
  return (
    <>
      <button type="button" className="ly-button ly-button--quiet" onClick={() => void copy()}>
        {label}
      </button>
      <span className="ly-hint" role="status">
        {told}
      </span>
    </>
  );
}
