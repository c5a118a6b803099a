import Link from '@docusaurus/Link';
import type { Props } from '@theme/NotFound/Content';
import { clsx } from 'clsx';
import type { ReactNode } from 'react';

export default function NotFoundContent({ className }: Props): ReactNode {
  return (
    <main className={clsx('ly-page', className)}>
      <p className="ly-eyebrow">Error 404</p>
      <h1>This page does not exist</h1>
      <p>
        Perhaps it has moved, or the lesson is still to be written. The <Link to="/contents">contents</Link>{' '}
        list everything there is.
      </p>
      <Link className="ly-button" to="/">
        To the first page
      </Link>
    </main>
  );
}
