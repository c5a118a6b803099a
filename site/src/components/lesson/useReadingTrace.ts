import { useEffect, useRef } from 'react';
import { useProgress } from '@site/src/lib/progress';

/** A heading counts as reached when it has been above the middle of the window for this long, in milliseconds. */
const settle = 2000;

/** Notes the heading the reader has reached, while the lesson is read and when it is left. */
export function useReadingTrace(lesson: string): void {
  const progress = useProgress();
  const latest = useRef(progress);
  useEffect(() => {
    latest.current = progress;
  });

  const { ready } = progress;
  useEffect(() => {
    if (!ready) return undefined;
    let timer = 0;
    let noted: string | null = null;
    let waiting: string | null = null;

    const note = () => {
      window.clearTimeout(timer);
      if (waiting === null || waiting === noted) return;
      noted = waiting;
      void latest.current.reach(lesson, waiting === '' ? undefined : waiting);
    };
    const look = () => {
      const reached = headingReached();
      if (reached === waiting) return;
      waiting = reached;
      window.clearTimeout(timer);
      timer = window.setTimeout(note, settle);
    };
    const leave = () => {
      if (document.visibilityState === 'hidden') note();
    };

    look();
    window.addEventListener('scroll', look, { passive: true });
    document.addEventListener('visibilitychange', leave);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('scroll', look);
      document.removeEventListener('visibilitychange', leave);
    };
  }, [lesson, ready]);
}

/** The id of the last heading in the upper half of the window or above it; empty before the first. */
function headingReached(): string {
  let reached = '';
  for (const heading of document.querySelectorAll<HTMLElement>('article .markdown :is(h2, h3)[id]')) {
    if (heading.getBoundingClientRect().top > window.innerHeight / 2) break;
    reached = heading.id;
  }
  return reached;
}
