import { Fragment, useEffect, useMemo, useState, type ReactNode } from 'react';
import Link from '@docusaurus/Link';
import { loadKatex, typeset } from '../math/typeset';
import type { Answered } from './conversation';
import { parseMarkdown, type Block, type Inline } from './markdown';
import { numberSources, placeMarks, type Numbered } from './sources';

interface AnswerProps {
  message: Answered;
  /** Called when a link to a place in the book is followed. */
  onFollow: () => void;
}

/** An answer with numbered references, and what they refer to below it. */
export default function Answer({ message, onFollow }: AnswerProps): ReactNode {
  const sources = useMemo(
    () => numberSources(message.parts.flatMap((p) => p.annotations ?? [])),
    [message.parts],
  );
  const blocks = useMemo(
    () => message.parts.map((part) => parseMarkdown(placeMarks(part.text, part.annotations ?? [], sources))),
    [message.parts, sources],
  );
  const show: Show = { sources, onFollow };
  return (
    <div className="ly-chat-answer" data-state={message.state}>
      {blocks.map((part, i) => (
        <Blocks key={i} blocks={part} show={show} />
      ))}
      {message.state === 'cut' && <p className="ly-hint">The answer ends here; it was not completed.</p>}
      {sources.length > 0 && <Sources {...show} />}
    </div>
  );
}

interface Show {
  sources: Numbered[];
  onFollow: () => void;
}

function Sources({ sources, onFollow }: Show): ReactNode {
  return (
    <div className="ly-chat-sources">
      <p>From the book</p>
      <ol>
        {sources.map((source) => (
          <li key={source.key} value={source.number}>
            {source.href ? (
              <Place href={source.href} onFollow={onFollow}>
                {source.title}
              </Place>
            ) : (
              source.title
            )}
            {source.description && <span className="ly-hint"> {source.description}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Places of this site open without loading the page anew. */
function Place({ href, onFollow, children, label }: PlaceProps): ReactNode {
  const inside = href.startsWith('/');
  return (
    <Link to={href} aria-label={label} onClick={inside ? onFollow : undefined}>
      {children}
    </Link>
  );
}

interface PlaceProps {
  href: string;
  onFollow: () => void;
  children: ReactNode;
  label?: string;
}

function Blocks({ blocks, show }: { blocks: Block[]; show: Show }): ReactNode {
  return blocks.map((block, i) => <Fragment key={i}>{blockOf(block, show)}</Fragment>);
}

function blockOf(block: Block, show: Show): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p>
          <Inlines parts={block.children} show={show} />
        </p>
      );
    case 'heading':
      return (
        <p>
          <strong>
            <Inlines parts={block.children} show={show} />
          </strong>
        </p>
      );
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.children} show={show} />
        </blockquote>
      );
    case 'list':
      return listOf(block, show);
  }
}

function listOf(list: Extract<Block, { kind: 'list' }>, show: Show): ReactNode {
  const items = list.items.map((item, i) => (
    <li key={i}>
      <Blocks blocks={item} show={show} />
    </li>
  ));
  return list.ordered ? <ol start={list.start}>{items}</ol> : <ul>{items}</ul>;
}

function Inlines({ parts, show }: { parts: Inline[]; show: Show }): ReactNode {
  return parts.map((part, i) => <Fragment key={i}>{inlineOf(part, show)}</Fragment>);
}

function inlineOf(part: Inline, show: Show): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'math':
      return <Formula tex={part.text} display={part.display} />;
    case 'em':
      return (
        <em>
          <Inlines parts={part.children} show={show} />
        </em>
      );
    case 'strong':
      return (
        <strong>
          <Inlines parts={part.children} show={show} />
        </strong>
      );
    case 'link':
      return (
        <Place href={part.href} onFollow={show.onFollow}>
          <Inlines parts={part.children} show={show} />
        </Place>
      );
    case 'citation':
      return <Citation number={part.number} {...show} />;
  }
}

function Citation({ number, sources, onFollow }: Show & { number: number }): ReactNode {
  const source = sources.find((s) => s.number === number);
  if (!source?.href) return source ? <sup>[{number}]</sup> : null;
  return (
    <sup className="ly-chat-citation">
      <Place href={source.href} onFollow={onFollow} label={`Source ${number}: ${source.title}`}>
        {number}
      </Place>
    </sup>
  );
}

/** TeX, typeset once the typesetter is there; until then as it is written. */
function Formula({ tex, display }: { tex: string; display: boolean }): ReactNode {
  const [html, setHtml] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    loadKatex().then(
      (katex) => current && setHtml(typeset(katex, tex, display)),
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [tex, display]);
  return html === null ? <code>{tex}</code> : <span dangerouslySetInnerHTML={{ __html: html }} />;
}
