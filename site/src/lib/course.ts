import { usePluginData } from '@docusaurus/useGlobalData';
import { useEffect, useMemo, useState } from 'react';
import { api } from './api';
import type { Chapter, Course, Lesson, Part } from '@site/src/plugins/course/types';

export type { Chapter, Course, Lesson, Part };

let fromServer: Course | null = null;

/** The book's contents: as they were at the build, then as the server has them. */
export function useCourse(): Course {
  const built = usePluginData('lyceum-course') as Course;
  const [course, setCourse] = useState(built);
  useEffect(() => {
    if (fromServer) {
      setCourse(fromServer);
      return undefined;
    }
    const stop = new AbortController();
    api<Course>('/api/course', { signal: stop.signal }).then(
      (reply) => {
        fromServer = reply;
        setCourse(fromServer);
      },
      () => undefined, // What was built is still right enough.
    );
    return () => stop.abort();
  }, [built]);
  return course;
}

/** The contents as they were at the build, without asking a server. */
export function useBuiltCourse(): Course {
  return usePluginData('lyceum-course') as Course;
}

/** Where a lesson stands in the book. */
export interface Place {
  part: Part;
  chapter: Chapter;
  lesson: Lesson;
}

export function usePlace(lessonId: string): Place | null {
  const course = useBuiltCourse();
  return useMemo(() => findLesson(course, lessonId), [course, lessonId]);
}

export function findLesson(course: Course, id: string): Place | null {
  for (const part of course.parts) {
    for (const chapter of part.chapters) {
      const lesson = chapter.lessons.find((l) => l.id === id);
      if (lesson) return { part, chapter, lesson };
    }
  }
  return null;
}

export function lessonsOf(course: Course): Lesson[] {
  return course.parts.flatMap((part) => part.chapters.flatMap((chapter) => chapter.lessons));
}
