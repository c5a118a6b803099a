import type { Change, LessonProgress } from './types';

/** What a visitor has done on this device, until an account takes it over. */
export interface LocalProgress {
  lessons: LessonProgress[];
  /** Ids of the quiz attempts made without an account. */
  attempts: string[];
}

const key = 'lyceum.progress';
/** The server claims no more than this many attempts at once; older ones are let go. */
const mostAttempts = 200;

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * A visitor's progress in the browser's storage. Without storage (switched off, or full) it lasts as long as the
 * page; what it cannot read it treats as empty.
 */
export class LocalStore {
  private memory: LocalProgress = empty();

  constructor(
    private readonly storage: () => Store,
    private readonly now: () => Date = () => new Date(),
  ) {}

  read(): LocalProgress {
    try {
      const text = this.storage().getItem(key);
      return text === null ? this.memory : parse(text);
    } catch {
      return this.memory;
    }
  }

  isEmpty(): boolean {
    const { lessons, attempts } = this.read();
    return lessons.length === 0 && attempts.length === 0;
  }

  change(lesson: string, change: Change): LessonProgress {
    const progress = this.read();
    const entry = applyChange(
      progress.lessons.find((l) => l.lesson === lesson) ?? null,
      lesson,
      change,
      this.now(),
    );
    this.write({ ...progress, lessons: [...progress.lessons.filter((l) => l.lesson !== lesson), entry] });
    return entry;
  }

  addAttempt(id: string): void {
    const progress = this.read();
    if (progress.attempts.includes(id)) return;
    this.write({ ...progress, attempts: [...progress.attempts, id].slice(-mostAttempts) });
  }

  /** Forgets what an account has taken over; what was added since then stays. */
  forget(taken: LocalProgress): void {
    const now = this.read();
    const stamps = new Map(taken.lessons.map((l) => [l.lesson, l.updatedAt]));
    const rest = {
      lessons: now.lessons.filter((l) => stamps.get(l.lesson) !== l.updatedAt),
      attempts: now.attempts.filter((id) => !taken.attempts.includes(id)),
    };
    this.write(rest);
  }

  private write(progress: LocalProgress): void {
    this.memory = progress;
    try {
      if (progress.lessons.length + progress.attempts.length === 0) this.storage().removeItem(key);
      else this.storage().setItem(key, JSON.stringify(progress));
    } catch {
      // Kept in memory.
    }
  }
}

/** Whether a storage event is about visitors' progress. */
export function isProgressKey(changed: string | null): boolean {
  return changed === key || changed === null;
}

/** The entry after a change; a lesson that is marked complete again keeps its first date. */
export function applyChange(
  old: LessonProgress | null,
  lesson: string,
  change: Change,
  now: Date,
): LessonProgress {
  const at = now.toISOString();
  const completed = change.completed ?? old?.completed ?? false;
  return {
    lesson,
    completed,
    anchor: change.anchor ?? old?.anchor ?? null,
    updatedAt: at,
    completedAt: completed ? (old?.completedAt ?? at) : null,
  };
}

function empty(): LocalProgress {
  return { lessons: [], attempts: [] };
}

function parse(text: string): LocalProgress {
  const value = JSON.parse(text) as Partial<LocalProgress> | null;
  return {
    lessons: Array.isArray(value?.lessons) ? value.lessons.filter(isEntry) : [],
    attempts: Array.isArray(value?.attempts) ? value.attempts.filter((id) => typeof id === 'string') : [],
  };
}

function isEntry(value: unknown): value is LessonProgress {
  const entry = value as Partial<LessonProgress> | null;
  return (
    typeof entry?.lesson === 'string' &&
    typeof entry.completed === 'boolean' &&
    typeof entry.updatedAt === 'string' &&
    !Number.isNaN(Date.parse(entry.updatedAt)) &&
    (entry.anchor === null || typeof entry.anchor === 'string')
  );
}
