/** Keeps what a learner has written into a cell in the browser; without storage it lasts as long as the page. */
export interface Edits {
  read: () => string | null;
  write: (code: string) => void;
  forget: () => void;
}

export function editsOf(page: string, cell: string): Edits {
  const key = `lyceum.cell:${page.replace(/\/$/, '')}:${cell}`;
  return {
    read: () => attempt(() => window.localStorage.getItem(key)) ?? null,
    write: (code) => attempt(() => window.localStorage.setItem(key, code)),
    forget: () => attempt(() => window.localStorage.removeItem(key)),
  };
}

function attempt<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch {
    return undefined; // switched off, or full
  }
}
