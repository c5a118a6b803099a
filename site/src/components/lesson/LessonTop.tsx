import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { useLocation } from '@docusaurus/router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useBuiltCourse, usePlace, type Place } from '@site/src/lib/course';
import { useProgress } from '@site/src/lib/progress';
import ProgressBar from '../progress/ProgressBar';
import { countLessons } from '../progress/counts';
import { useReadingTrace } from './useReadingTrace';
import { useScrollable } from './useScrollable';
import './lesson.css';

/**
 * Under a lesson's title: how long it is, how far the chapter is read, and where the reader left off. Other pages of
 * the book have nothing there.
 */
export default function LessonTop(): ReactNode {
  const { metadata } = useDoc();
  const place = usePlace(metadata.id);
  useScrollable(metadata.id);
  return place && <Top place={place} />;
}

function Top({ place }: { place: Place }): ReactNode {
  useReadingTrace(place.lesson.id);
  return (
    <div className="ly-lesson-top">
      <ChapterProgress place={place} />
      <Resume lesson={place.lesson.id} />
    </div>
  );
}

function ChapterProgress({ place }: { place: Place }): ReactNode {
  const progress = useProgress();
  const written = place.chapter.lessons.filter((l) => l.written);
  const { done, total } = countLessons(written, progress);
  const position = written.findIndex((l) => l.id === place.lesson.id) + 1;
  return (
    <div className="ly-lesson-facts">
      <span>{place.lesson.minutes} minutes</span>
      <span>
        Lesson {position} of {total} in this chapter
      </span>
      <span className="ly-lesson-bar">
        <ProgressBar done={done} total={total} label="Lessons completed in this chapter" />
        {done} of {total} completed
      </span>
    </div>
  );
}

/** Offers the section reached the last time, if the page was opened at its top. */
function Resume({ lesson }: { lesson: string }): ReactNode {
  const { ready, lessons } = useProgress();
  const { toc } = useDoc();
  const { hash } = useLocation();
  const [anchor, setAnchor] = useState<string | null>(null);
  const asked = useRef<string | null>(null);

  // Only once a lesson: from then on the anchor moves as the reader scrolls.
  useEffect(() => {
    if (!ready || asked.current === lesson) return;
    asked.current = lesson;
    setAnchor(hash === '' ? (lessons.get(lesson)?.anchor ?? null) : null);
  }, [ready, lesson, lessons, hash]);

  const heading = toc.find((item) => item.id === anchor);
  if (!heading || heading.id === toc[0]?.id) return null;
  return (
    <p className="ly-resume">
      You left off at <a href={`#${heading.id}`} dangerouslySetInnerHTML={{ __html: heading.value }} />.
    </p>
  );
}

/** The lesson after this one that is written, in the order of the book. */
export function useNextLesson(lesson: string): { title: string; url: string } | null {
  const lessons = useBuiltCourse()
    .parts.flatMap((p) => p.chapters.flatMap((c) => c.lessons))
    .filter((l) => l.written);
  const next = lessons[lessons.findIndex((l) => l.id === lesson) + 1];
  return next?.url ? { title: next.title, url: next.url } : null;
}
