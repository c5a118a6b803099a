import type { ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import './styles.css';

export interface FigureProps {
  /** Path of the picture in static/, for example `/img/book/sensing-noise.svg`. */
  src: string;
  /** What the picture shows, for readers who do not see it. */
  alt: string;
  caption?: ReactNode;
}

/** A picture of the book with its caption. */
export default function Figure({ src, alt, caption }: FigureProps): ReactNode {
  return (
    <figure className="ly-figure">
      <img src={useBaseUrl(src)} alt={alt} loading="lazy" decoding="async" />
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
