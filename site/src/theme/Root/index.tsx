import type { ReactNode } from 'react';
import Assistant from '@site/src/components/assistant';

/** Wraps the whole application and stays mounted while pages change. */
export default function Root({ children }: { children: ReactNode }): ReactNode {
  return (
    <>
      {children}
      <Assistant />
    </>
  );
}
