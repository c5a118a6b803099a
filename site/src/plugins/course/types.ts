/** The book as the site and `GET /api/course` describe it. */
export interface Course {
  title: string;
  parts: Part[];
}

export interface Part {
  slug: string;
  title: string;
  number: number;
  summary?: string;
  chapters: Chapter[];
}

export interface Chapter {
  slug: string;
  title: string;
  number: number;
  summary?: string;
  lessons: Lesson[];
}

/** A lesson; one that is not yet written has `written: false` and no address. */
export interface Lesson {
  /** `<part>/<chapter>/<lesson>`, the same id the learning API uses. */
  id: string;
  title: string;
  url?: string | null;
  /** Reading time in minutes. */
  minutes?: number;
  quiz?: string | null;
  written: boolean;
  summary?: string;
}
