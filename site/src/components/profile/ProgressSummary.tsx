import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';
import { useCourse } from '@site/src/lib/course';
import { useProgress } from '@site/src/lib/progress';
import ProgressBar from '../progress/ProgressBar';
import { countLessons } from '../progress/counts';

/** How far the reader has come in each part of the book that has lessons. */
export default function ProgressSummary(): ReactNode {
  const course = useCourse();
  const progress = useProgress();
  const parts = course.parts
    .map((part) => ({
      part,
      count: countLessons(
        part.chapters.flatMap((c) => c.lessons),
        progress,
      ),
    }))
    .filter(({ count }) => count.total > 0);
  return (
    <>
      {progress.failure && <p className="ly-error">{progress.failure}</p>}
      <ul className="ly-summary">
        {parts.map(({ part, count }) => (
          <li key={part.slug}>
            <span>{part.title}</span>
            <span className="ly-hint">
              {count.done} of {count.total}
            </span>
            <ProgressBar {...count} label={`Lessons completed in ${part.title}`} />
          </li>
        ))}
      </ul>
      <Link to="/contents">All lessons</Link>
    </>
  );
}
