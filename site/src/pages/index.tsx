import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import type { ReactNode } from 'react';
import Continue from '@site/src/components/home/Continue';
import Walker from '@site/src/components/home/Walker';
import '@site/src/components/home/home.css';
import { useCourse, type Chapter, type Part } from '@site/src/lib/course';

const ways = [
  ['Read', 'Short lessons that start from first-year mathematics and end at the machines being built today.'],
  ['Run', 'Python right on the page: change a gain, run it again, see what the robot does.'],
  ['Check', 'A quiz after every lesson, with an answer to each wrong turn.'],
  ['Ask', 'Questions answered from the book, with a link to the passage.'],
] as const;

export default function Home(): ReactNode {
  const course = useCourse();
  return (
    <Layout description={`${course.title}: an interactive textbook with runnable Python and quizzes.`}>
      <main className="ly-wide">
        <div className="ly-hero">
          <div>
            <p className="ly-eyebrow">An interactive textbook</p>
            <h1>{course.title}</h1>
            <p className="ly-lead">
              How machines sense, balance, walk and grasp, and how they learn to: explained from the ground
              up, with code you can run and change on every page.
            </p>
            <Continue course={course} />
          </div>
          <Walker />
        </div>
        <ul className="ly-ways">
          {ways.map(([title, text]) => (
            <li key={title}>
              <h2>{title}</h2>
              <p>{text}</p>
            </li>
          ))}
        </ul>
        <h2 className="ly-parts-title">The book in {course.parts.length} parts</h2>
        <ol className="ly-parts">
          {course.parts.map((part) => (
            <PartEntry key={part.slug} part={part} />
          ))}
        </ol>
      </main>
    </Layout>
  );
}

function PartEntry({ part }: { part: Part }): ReactNode {
  return (
    <li className="ly-part">
      <span className="ly-part-number" aria-hidden="true">
        {part.number}
      </span>
      <div>
        <h3>{part.title}</h3>
        {part.summary && <p>{part.summary}</p>}
      </div>
      <ul>
        {part.chapters.map((chapter) => (
          <li key={chapter.slug}>
            <Link to={`/contents#${part.slug}-${chapter.slug}`}>{chapter.title}</Link>
            <span className="ly-hint"> · {describe(chapter)}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}

function describe({ lessons }: Chapter): string {
  const written = lessons.filter((l) => l.written).length;
  const count = lessons.length === 1 ? '1 lesson' : `${lessons.length} lessons`;
  if (written === lessons.length) return count;
  return written === 0 ? `${count} planned` : `${count}, ${written} written`;
}
