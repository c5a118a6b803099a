/** How far one lesson has been read. */
export interface LessonProgress {
  /** The lesson's id, `<part>/<chapter>/<lesson>`. */
  lesson: string;
  completed: boolean;
  /** The id of the last heading reached. */
  anchor: string | null;
  updatedAt: string;
  completedAt: string | null;
}

/** The reply of `GET /api/progress`. */
export interface ProgressReply {
  lessons: LessonProgress[];
  last: { lesson: string; url: string; anchor: string | null; updatedAt: string } | null;
}

export interface Change {
  completed?: boolean;
  anchor?: string;
}
