import Link from '@docusaurus/Link';
import type { ReactNode } from 'react';

export interface SectionNavProps {
  label: string;
  sections: { id: string; title: string; to: string }[];
  current: string;
}

/** Links between the sections of a page that shows one of them at a time. */
export default function SectionNav({ label, sections, current }: SectionNavProps): ReactNode {
  return (
    <nav className="ly-sections" aria-label={label}>
      <ul>
        {sections.map(({ id, title, to }) => (
          <li key={id}>
            <Link to={to} aria-current={id === current ? 'page' : undefined}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
