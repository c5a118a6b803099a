import Category from '@theme-original/DocSidebarItem/Category';
import type { PropSidebarItem } from '@docusaurus/plugin-content-docs';
import type { Props } from '@theme/DocSidebarItem/Category';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { countIds } from '@site/src/components/progress/counts';
import { useProgress } from '@site/src/lib/progress';

/** Underlines a chapter with its progress bar; the class says how many tenths of it are filled. */
export default function CategoryWithBar({ item, ...props }: Props): ReactNode {
  const { done, total } = countIds(docIds(item.items), useProgress());
  const bar = props.level === 2 && total > 0 ? `ly-bar ly-bar-${Math.round((10 * done) / total)}` : undefined;
  return <Category {...props} item={{ ...item, className: clsx(item.className, bar) }} />;
}

function docIds(items: PropSidebarItem[]): string[] {
  return items.flatMap((item) => {
    if (item.type === 'category') return docIds(item.items);
    return item.type === 'link' && item.docId ? [item.docId] : [];
  });
}
