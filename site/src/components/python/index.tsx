import {
  lazy,
  Suspense,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import { editsOf } from './edits';
import type { Begin, EditorHandle } from './Editor';
import Output from './Output';
import { faultyLine, statusText } from './state';
import { useCell } from './useCell';
import './python.css';

const Editor = lazy(() => import('./Editor'));

export interface PythonCellProps {
  /** Names the cell in its lesson. */
  id: string;
  /** The book's code. */
  code: string;
  /** Code that checks an exercise; empty when there is none. */
  check: string;
  /** Most height of the code, in pixels. */
  height?: number;
  /** Shows code that cannot be edited: before the editor is there, and without JavaScript. */
  children: (code: string) => ReactNode;
}

/** A piece of Python that the reader can change and run. */
export default function PythonCell({ id, code, check, height, children }: PythonCellProps): ReactNode {
  const names = useId();
  const ready = useIsBrowser();
  const { pathname } = useLocation();
  const edits = useMemo(() => editsOf(pathname, id), [pathname, id]);
  const [current, setCurrent] = useState(code);
  const [editor, setEditor] = useState<{ begin: Begin; version: number } | null>(null);
  const handle = useRef<EditorHandle>(null);
  const { state, run, stop, clear } = useCell();
  const busy = state.phase !== 'idle';

  useEffect(() => {
    const kept = edits.read();
    if (kept === null || kept === code) return;
    setCurrent(kept);
    setEditor({ begin: null, version: 0 });
  }, [edits, code]);

  const edit = (begin: Begin) => setEditor((old) => old ?? { begin, version: 0 });
  const change = (changed: string) => {
    setCurrent(changed);
    if (changed === code) edits.forget();
    else edits.write(changed);
  };
  const start = () => {
    edit(null); // so that an error can be shown in its line
    run({ code: current, check });
  };
  const reset = () => {
    edits.forget();
    clear();
    setCurrent(code);
    setEditor((old) => old && { begin: null, version: old.version + 1 });
  };
  const clicked = (event: MouseEvent) => {
    const target = event.target as Element;
    const selecting = window.getSelection()?.isCollapsed === false;
    if (!editor && !selecting && !target.closest('button')) edit({ x: event.clientX, y: event.clientY });
  };

  const still = children(current);
  return (
    <div
      className="ly-cell"
      role="group"
      aria-labelledby={`${names}-label`}
      data-cell={id}
      data-phase={state.phase}
    >
      <p id={`${names}-label`} className="ly-cell-label">
        {check ? 'Exercise' : 'Python'}
        <span className="ly-visually-hidden"> code, {id.replaceAll('-', ' ')}</span>
      </p>
      {/* The click is a short cut for the Edit button. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div className="ly-cell-code" style={height ? { maxBlockSize: height } : undefined} onClick={clicked}>
        {editor ? (
          <Suspense fallback={still}>
            <Editor
              key={editor.version}
              ref={handle}
              code={current}
              begin={editor.begin}
              faultyLine={faultyLine(state.result)}
              labelId={`${names}-label`}
              descriptionId={`${names}-keys`}
              onChange={change}
              onRun={start}
            />
          </Suspense>
        ) : (
          still
        )}
      </div>
      <div className="ly-cell-bar">
        <Action
          primary
          on={ready && !busy}
          onClick={start}
          label={check ? 'Run and check' : 'Run'}
          icon="▶"
        />
        <Action on={busy} onClick={stop} label="Stop" icon="■" />
        {!editor && <Action on={ready} onClick={() => edit('start')} label="Edit" icon="✎" />}
        {editor && <Action on={current !== code} onClick={reset} label="Reset" icon="↺" />}
        <p role="status" className="ly-cell-status">
          {statusText(state)}
        </p>
        <p id={`${names}-keys`} className="ly-cell-keys" hidden={!editor}>
          Ctrl+Enter runs, Tab indents, Escape then Tab leaves the editor.
        </p>
        <noscript>
          <p className="ly-cell-keys">Running this code needs JavaScript.</p>
        </noscript>
      </div>
      <Output state={state} onLine={(line) => handle.current?.goToLine(line)} />
    </div>
  );
}

interface ActionProps {
  label: string;
  icon: string;
  on: boolean;
  onClick: () => void;
  primary?: boolean;
}

/** A button that keeps the focus when it is switched off. */
function Action({ label, icon, on, onClick, primary = false }: ActionProps): ReactNode {
  return (
    <button
      type="button"
      className={`ly-button ly-cell-action${primary ? '' : ' ly-button--quiet'}`}
      aria-disabled={!on}
      onClick={() => on && onClick()}
    >
      <span aria-hidden="true">{icon}</span>
      {label}
    </button>
  );
}
