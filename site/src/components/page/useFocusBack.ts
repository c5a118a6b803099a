import { useEffect, useRef, type RefObject } from 'react';

/**
 * Gives the focus to an element when what had it is gone: a form that was open in its place, for example.
 *
 * @param away whether the focus is elsewhere for the time being
 */
export function useFocusBack<T extends HTMLElement>(away: boolean): RefObject<T | null> {
  const element = useRef<T>(null);
  const before = useRef(away);
  useEffect(() => {
    if (before.current && !away) element.current?.focus();
    before.current = away;
  }, [away]);
  return element;
}
