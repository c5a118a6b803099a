import { clsx } from 'clsx';
import type { ReactNode, Ref } from 'react';

export interface NoticeProps {
  kind?: 'info' | 'good' | 'bad';
  children: ReactNode;
  ref?: Ref<HTMLDivElement>;
}

/** A message that is read out when it appears; the region stays in the page, so that changes are noticed. */
export default function Notice({ kind = 'info', children, ref }: NoticeProps): ReactNode {
  const shown = Boolean(children);
  return (
    <div ref={ref} role={kind === 'bad' ? 'alert' : 'status'} tabIndex={-1}>
      {shown && <div className={clsx('ly-notice', kind !== 'info' && `ly-notice--${kind}`)}>{children}</div>}
    </div>
  );
}
