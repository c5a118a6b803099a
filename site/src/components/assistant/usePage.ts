import { useEffect, useMemo, useState } from 'react';
import { useLocation } from '@docusaurus/router';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { usePluginData } from '@docusaurus/useGlobalData';
import type { Course } from '@site/src/plugins/course/types';

export interface LessonHere {
  id: string;
  title: string;
}

export interface PageHere {
  /** Whether the reader is in the book, where the assistant is offered. */
  inBook: boolean;
  /** The lesson that is open; null on the book's other pages. */
  lesson: LessonHere | null;
}

/** Where the reader is. */
export function usePage(): PageHere {
  const { pathname } = useLocation();
  const book = useBaseUrl('/book');
  const course = usePluginData('lyceum-course') as Course;
  return useMemo(() => {
    const inBook = pathname === book || pathname.startsWith(`${book}/`);
    const id = inBook ? pathname.slice(book.length + 1).replace(/\/$/, '') : '';
    const lessons = course.parts.flatMap((part) => part.chapters.flatMap((chapter) => chapter.lessons));
    const found = lessons.find((lesson) => lesson.id === id && lesson.written);
    return { inBook, lesson: found ? { id: found.id, title: found.title } : null };
  }, [pathname, book, course]);
}

const fewest = 3;
/** What the server takes. */
const most = 2000;

/**
 * The passage of the lesson that the reader has marked. It lasts for a moment after the marking is gone, because
 * pressing a button may undo it.
 */
export function useMarked(): string | null {
  const [marked, setMarked] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setMarked(markedNow()), 400);
    };
    document.addEventListener('selectionchange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('selectionchange', look);
    };
  }, []);
  return marked;
}

function markedNow(): string | null {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const node = selection.getRangeAt(0).commonAncestorContainer;
  const element = node instanceof Element ? node : node.parentElement;
  if (!element?.closest('.theme-doc-markdown') || element.closest('.cm-editor')) return null;
  const text = selection.toString().trim().replace(/\s+/g, ' ');
  return text.length < fewest ? null : text.slice(0, most);
}
