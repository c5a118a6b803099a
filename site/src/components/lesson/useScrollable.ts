import { useEffect } from 'react';

/**
 * Wide formulas and tables scroll sideways on small windows. While they do, the keyboard must reach them, so they
 * become focusable; otherwise they stay out of the tab order.
 */
export function useScrollable(lesson: string): void {
  useEffect(() => {
    const boxes = document.querySelectorAll<HTMLElement>('article .markdown :is(.katex-display, table)');
    const watch = new ResizeObserver((changes) =>
      changes.forEach(({ target }) => mark(target as HTMLElement)),
    );
    boxes.forEach((box) => watch.observe(box));
    return () => watch.disconnect();
  }, [lesson]);
}

function mark(box: HTMLElement): void {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute('tabindex');
}
