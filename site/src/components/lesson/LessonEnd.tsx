import Link from '@docusaurus/Link';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { useState, type ReactNode } from 'react';
import { usePlace } from '@site/src/lib/course';
import { useProgress } from '@site/src/lib/progress';
import { useSession } from '@site/src/lib/session';
import { useSignIn } from '@site/src/lib/sign-in';
import { useNextLesson } from './LessonTop';

/** At the end of a lesson: mark it complete, and on to the next one. */
export default function LessonEnd(): ReactNode {
  const place = usePlace(useDoc().metadata.id);
  return place && <End lesson={place.lesson.id} />;
}

function End({ lesson }: { lesson: string }): ReactNode {
  const { ready, lessons, setCompleted } = useProgress();
  const next = useNextLesson(lesson);
  const [told, setTold] = useState('');
  const [failure, setFailure] = useState('');
  const completed = lessons.get(lesson)?.completed ?? false;

  async function toggle(): Promise<void> {
    setTold('');
    setFailure('');
    try {
      await setCompleted(lesson, !completed);
      setTold(completed ? 'Marked as not completed.' : 'Marked as completed.');
    } catch (error) {
      setFailure(`This could not be saved. ${error instanceof Error ? error.message : ''}`);
    }
  }

  return (
    <section className="ly-lesson-end" aria-label="Finish this lesson">
      <div className="ly-lesson-end-row">
        <button
          type="button"
          className={completed ? 'ly-button ly-button--quiet' : 'ly-button'}
          aria-pressed={completed}
          disabled={!ready}
          onClick={() => void toggle()}
        >
          {completed ? '✓ Completed' : 'Mark as completed'}
        </button>
        {completed && next && (
          <Link className="ly-button" to={next.url}>
            Next: {next.title}
          </Link>
        )}
      </div>
      <p className="ly-visually-hidden" role="status">
        {told}
      </p>
      <p className="ly-error" role="alert">
        {failure}
      </p>
      <KeepHint show={completed} />
    </section>
  );
}

/** Tells a visitor where the progress is kept. */
function KeepHint({ show }: { show: boolean }): ReactNode {
  const { status } = useSession();
  const { open } = useSignIn();
  if (!show || status !== 'visitor') return null;
  return (
    <p className="ly-hint">
      Your progress is kept in this browser only.{' '}
      <button type="button" className="ly-button ly-button--link" onClick={() => open({ mode: 'sign-up' })}>
        Create an account
      </button>{' '}
      to have it everywhere.
    </p>
  );
}
