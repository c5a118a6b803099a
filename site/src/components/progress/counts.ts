import type { Lesson } from '@site/src/lib/course';
import type { Progress } from '@site/src/lib/progress';

export interface Count {
  done: number;
  total: number;
}

/** How many of the written lessons are completed. */
export function countLessons(lessons: Lesson[], progress: Progress): Count {
  return countIds(
    lessons.filter((l) => l.written).map((l) => l.id),
    progress,
  );
}

export function countIds(ids: string[], progress: Progress): Count {
  return { done: ids.filter((id) => progress.lessons.get(id)?.completed).length, total: ids.length };
}
