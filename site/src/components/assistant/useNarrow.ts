import { useSyncExternalStore } from 'react';

/** Where the panel has no room beside the page; the style sheet has the same limit. */
const query = '(max-width: 48rem)';

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
