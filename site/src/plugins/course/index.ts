import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import type { LoadedContent } from '@docusaurus/plugin-content-docs';
import { parse } from 'yaml';
import type { Course, Lesson } from './types';

interface Entry {
  slug: string;
  title: string;
  summary?: string;
}

/** The shape of docs/contents.yaml: the whole table of contents, written or not. */
interface Contents {
  title: string;
  parts: (Entry & { chapters: (Entry & { lessons: Entry[] })[] })[];
}

type Doc = LoadedContent['loadedVersions'][number]['docs'][number];

/**
 * Joins the table of contents with the lessons that exist and publishes the result as global data, so that
 * the pages can show the book without asking a server. A lesson that no entry names fails the build; pages beside
 * the parts, such as the foreword, are no lessons.
 */
export default function coursePlugin(context: LoadContext): Plugin {
  const file = path.join(context.siteDir, 'docs', 'contents.yaml');
  return {
    name: 'lyceum-course',
    getPathsToWatch: () => [file],
    async loadContent() {
      return parse(await readFile(file, 'utf8')) as Contents;
    },
    allContentLoaded({ allContent, actions }) {
      const contents = allContent['lyceum-course']?.['default'] as Contents;
      const loaded = allContent['docusaurus-plugin-content-docs']?.['default'] as LoadedContent;
      const docs = new Map(loaded.loadedVersions.flatMap((v) => v.docs).map((d) => [d.id, d]));
      const course = join(contents, docs);
      refuseStrays(course, docs);
      actions.setGlobalData(course);
      return Promise.resolve();
    },
  };
}

function join(contents: Contents, docs: Map<string, Doc>): Course {
  return {
    title: contents.title,
    parts: contents.parts.map((part, p) => ({
      ...entry(part),
      number: p + 1,
      chapters: part.chapters.map((chapter, c) => ({
        ...entry(chapter),
        number: c + 1,
        lessons: chapter.lessons.map((item) =>
          lesson(`${part.slug}/${chapter.slug}/${item.slug}`, item, docs),
        ),
      })),
    })),
  };
}

function entry({ slug, title, summary }: Entry): Entry {
  return summary === undefined ? { slug, title } : { slug, title, summary };
}

function lesson(id: string, { title, summary }: Entry, docs: Map<string, Doc>): Lesson {
  const doc = docs.get(id);
  if (!doc) return { id, title, written: false, ...(summary && { summary }) };
  const front = doc.frontMatter as { minutes?: number; quiz?: string };
  return {
    id,
    title: doc.title,
    url: doc.permalink,
    minutes: front.minutes ?? 0,
    quiz: front.quiz ?? null,
    written: true,
    ...(summary && { summary }),
  };
}

function refuseStrays(course: Course, docs: Map<string, Doc>): void {
  const known = new Set(course.parts.flatMap((p) => p.chapters.flatMap((c) => c.lessons.map((l) => l.id))));
  const strays = [...docs.keys()].filter((id) => id.includes('/') && !known.has(id));
  if (strays.length > 0) {
    throw new Error(`docs/contents.yaml does not list these lessons: ${strays.join(', ')}`);
  }
}
