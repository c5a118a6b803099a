import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';
import { findLesson, lessonsOf, type Course, type Lesson } from '@site/src/lib/course';
import { useProgress, type LessonProgress } from '@site/src/lib/progress';
import ProgressBar from '../progress/ProgressBar';
import { countLessons } from '../progress/counts';

/** The way into the book: at the first lesson, or where the reader left off. */
export default function Continue({ course }: { course: Course }): ReactNode {
  const progress = useProgress();
  const written = lessonsOf(course).filter((l) => l.written);
  const { done, total } = countLessons(written, progress);
  const target = nextToRead(course, written, progress.last, progress.lessons);
  const start = written[0];
  if (!target) {
    return (
      start?.url && (
        <div className="ly-hero-actions">
          <Link className="ly-button" to={start.url}>
            Start reading
          </Link>
          <Link className="ly-button ly-button--quiet" to="/contents">
            See the contents
          </Link>
        </div>
      )
    );
  }
  return (
    <section className="ly-continue" aria-label="Continue where you left off">
      <p className="ly-eyebrow">Continue where you left off</p>
      <Link className="ly-continue-title" to={target.url}>
        {target.title}
      </Link>
      <div className="ly-continue-bar">
        <ProgressBar done={done} total={total} label="Lessons completed" />
        <span>
          {done} of {total} lessons completed
        </span>
      </div>
      <Link className="ly-button" to={target.url}>
        Continue
      </Link>
    </section>
  );
}

/** The lesson read last at its section, or the one after it when that is completed. */
function nextToRead(
  course: Course,
  written: Lesson[],
  last: LessonProgress | null,
  lessons: ReadonlyMap<string, LessonProgress>,
): { title: string; url: string } | null {
  const lesson = last ? findLesson(course, last.lesson)?.lesson : undefined;
  if (!last || !lesson?.url) return null;
  if (!last.completed)
    return { title: lesson.title, url: lesson.url + (last.anchor ? `#${last.anchor}` : '') };
  const after = written.slice(written.findIndex((l) => l.id === lesson.id) + 1);
  const next = after.find((l) => !lessons.get(l.id)?.completed) ?? lesson;
  return { title: next.title, url: next.url ?? lesson.url };
}
