import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import '@site/src/components/contents/contents.css';
import ProgressBar from '@site/src/components/progress/ProgressBar';
import { countLessons } from '@site/src/components/progress/counts';
import { useCourse, type Chapter, type Lesson, type Part } from '@site/src/lib/course';
import { useProgress } from '@site/src/lib/progress';

/** The whole book, also the lessons that are still to be written. */
export default function ContentsPage(): ReactNode {
  const course = useCourse();
  return (
    <Layout title="Contents" description={`All parts, chapters and lessons of ${course.title}.`}>
      <main className="ly-page">
        <h1>Contents</h1>
        <p className="ly-lead">
          {course.title} grows lesson by lesson. What is still to be written is listed as planned.
        </p>
        {course.parts.map((part) => (
          <section className="ly-book-part" key={part.slug} aria-labelledby={`part-${part.slug}`}>
            <h2 id={`part-${part.slug}`}>
              Part {part.number}. {part.title}
            </h2>
            {part.summary && <p>{part.summary}</p>}
            <div className="ly-chapters">
              {part.chapters.map((chapter) => (
                <ChapterEntry key={chapter.slug} part={part} chapter={chapter} />
              ))}
            </div>
          </section>
        ))}
      </main>
    </Layout>
  );
}

function ChapterEntry({ part, chapter }: { part: Part; chapter: Chapter }): ReactNode {
  const id = `${part.slug}-${chapter.slug}`;
  useBrokenLinks().collectAnchor(id);
  const { done, total } = countLessons(chapter.lessons, useProgress());
  return (
    <article className="ly-chapter" id={id}>
      <div className="ly-chapter-head">
        <h3>
          {part.number}.{chapter.number} {chapter.title}
        </h3>
        {total > 0 && (
          <span className="ly-chapter-count">
            <ProgressBar done={done} total={total} label={`Lessons completed in ${chapter.title}`} />
            {done} of {total}
          </span>
        )}
      </div>
      <ul className="ly-lessons">
        {chapter.lessons.map((lesson) => (
          <LessonEntry key={lesson.id} lesson={lesson} />
        ))}
      </ul>
    </article>
  );
}

function LessonEntry({ lesson }: { lesson: Lesson }): ReactNode {
  const completed = useProgress().lessons.get(lesson.id)?.completed;
  const summary = lesson.summary && <p>{lesson.summary}</p>;
  if (!lesson.written || !lesson.url) {
    return (
      <li className="ly-planned">
        <span />
        <span>{lesson.title}</span>
        <span className="ly-hint">planned</span>
        {summary}
      </li>
    );
  }
  return (
    <li>
      <span className="ly-tick">
        {completed && (
          <>
            <span aria-hidden="true">✓</span>
            <span className="ly-visually-hidden">Completed: </span>
          </>
        )}
      </span>
      <Link to={lesson.url}>{lesson.title}</Link>
      <span className="ly-hint">{lesson.minutes} min</span>
      {summary}
    </li>
  );
}
