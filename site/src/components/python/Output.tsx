import { useLayoutEffect, useRef, type ReactNode } from 'react';
import clsx from 'clsx';
import type { Check, Piece } from './messages';
import { picture } from './picture';
import type { CellState } from './state';

interface OutputProps {
  state: CellState;
  /** Leads to a line of the code. */
  onLine: (line: number) => void;
}

/** What the code wrote, drew and did wrong, read out as it arrives. */
export default function Output({ state, onLine }: OutputProps): ReactNode {
  const { pieces, result } = state;
  const check = result?.kind === 'done' ? result.check : undefined;
  const empty = pieces.length === 0 && result?.kind !== 'failed' && !check;
  return (
    <div role="log" aria-label="Output" className={clsx('ly-cell-output', empty && 'ly-cell-output--empty')}>
      <Pieces pieces={pieces} />
      {result?.kind === 'failed' && (
        <div className="ly-cell-error">
          <pre tabIndex={0}>{result.traceback}</pre>
          {result.line !== null && <LineButton line={result.line} onLine={onLine} />}
        </div>
      )}
      {check && <Verdict check={check} onLine={onLine} />}
    </div>
  );
}

/** Text in boxes of their own that scroll, pictures between them. */
function Pieces({ pieces }: { pieces: Piece[] }): ReactNode {
  const groups: Piece[][] = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last && piece.kind !== 'svg' && last[0]?.kind !== 'svg') last.push(piece);
    else groups.push([piece]);
  }
  return groups.map((group, i) =>
    group[0]?.kind === 'svg' ? <Picture key={i} svg={group[0].data} /> : <Text key={i} pieces={group} />,
  );
}

function Text({ pieces }: { pieces: Piece[] }): ReactNode {
  return (
    <pre className="ly-cell-text" tabIndex={0}>
      {pieces.map(({ kind, data }, i) =>
        kind === 'stderr' ? (
          <span key={i} className="ly-cell-stderr">
            <span className="ly-visually-hidden">Error output: </span>
            {data}
          </span>
        ) : (
          <span key={i}>{data}</span>
        ),
      )}
    </pre>
  );
}

function Picture({ svg }: { svg: string }): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    host.current?.replaceChildren(picture(svg) ?? 'This picture cannot be shown: it is no SVG.');
  }, [svg]);
  return <div ref={host} className="ly-cell-picture" />;
}

function Verdict({ check, onLine }: { check: Check; onLine: (line: number) => void }): ReactNode {
  return (
    <div
      className={clsx('ly-cell-verdict', check.passed ? 'ly-notice--good' : 'ly-notice--bad', 'ly-notice')}
    >
      <strong>{check.passed ? '✓ Solved.' : '✗ Not yet.'}</strong>{' '}
      {check.passed ? 'Your code does what was asked.' : check.feedback}
      {check.line !== null && <LineButton line={check.line} onLine={onLine} />}
    </div>
  );
}

function LineButton({ line, onLine }: { line: number; onLine: (line: number) => void }): ReactNode {
  return (
    <button type="button" className="ly-button ly-button--link" onClick={() => onLine(line)}>
      Go to line {line}
    </button>
  );
}
