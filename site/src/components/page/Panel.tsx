import { useId, type ReactNode } from 'react';
import '../profile/profile.css';
import './page.css';

export interface PanelProps {
  title: string;
  /** Beside the title, at its end. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A part of a page with a heading of its own. */
export default function Panel({ title, aside, children }: PanelProps): ReactNode {
  const id = useId();
  return (
    <section className="ly-panel" aria-labelledby={id}>
      <div className="ly-panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
