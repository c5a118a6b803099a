import Link from '@theme-original/DocSidebarItem/Link';
import type { Props } from '@theme/DocSidebarItem/Link';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useProgress } from '@site/src/lib/progress';

/** Ticks off the lessons that are completed. */
export default function LinkWithTick({ item, ...props }: Props): ReactNode {
  const completed = useProgress().lessons.get(item.docId ?? '')?.completed;
  return <Link {...props} item={{ ...item, className: clsx(item.className, completed && 'ly-ticked') }} />;
}
