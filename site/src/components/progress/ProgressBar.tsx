import type { ReactNode } from 'react';
import './progress.css';

export interface ProgressBarProps {
  done: number;
  total: number;
  /** What the bar measures, for readers who do not see it. */
  label: string;
}

export default function ProgressBar({ done, total, label }: ProgressBarProps): ReactNode {
  return (
    <div
      className="ly-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
      aria-valuetext={`${done} of ${total}`}
    >
      <div style={{ inlineSize: `${total === 0 ? 0 : (100 * done) / total}%` }} />
    </div>
  );
}
