import type { ReactNode } from 'react';

interface HtmlProps {
  /** Safe HTML from the learning API: the server makes it from Markdown and lets no raw HTML through. */
  html: string;
  as?: 'div' | 'span';
  className?: string;
  id?: string;
}

export default function Html({ html, as: Tag = 'div', ...rest }: HtmlProps): ReactNode {
  return <Tag {...rest} dangerouslySetInnerHTML={{ __html: html }} />;
}
