import { useEffect, useRef, type ReactNode } from 'react';
import CopyButton from './CopyButton';

export interface BackupCodesProps {
  codes: string[];
  /** The account's address, for the printed page. */
  email: string;
  onKept: () => void;
}

/** Codes that are shown this once. Printing leaves out everything else of the page. */
export default function BackupCodes({ codes, email, onKept }: BackupCodesProps): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className="ly-codes">
      <h3 ref={heading} tabIndex={-1}>
        Your backup codes
      </h3>
      <p>
        Each of these signs you in once when you do not have your phone. Keep them where you keep things that
        matter: they are not shown again.
      </p>
      <p className="ly-print-only">
        For {email} at {window.location.host}
      </p>
      <ul aria-label="Backup codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="ly-entry-actions ly-no-print">
        <CopyButton text={codes.join('\n')} label="Copy" />
        <button type="button" className="ly-button ly-button--quiet" onClick={() => window.print()}>
          Print
        </button>
        <button type="button" className="ly-button" onClick={onKept}>
          I have kept them
        </button>
      </div>
    </div>
  );
}
