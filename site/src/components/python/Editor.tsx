import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import { EditorView } from '@codemirror/view';
import { editing, goToLine, markFaulty, type Hooks } from './editing';

/** Where the reader began to edit: a point on the screen, the beginning, or nowhere (the focus stays put). */
export type Begin = { x: number; y: number } | 'start' | null;

export interface EditorHandle {
  goToLine: (line: number) => void;
}

export interface EditorProps extends Hooks {
  /** What the editor starts with; later changes of it are not looked at. */
  code: string;
  begin: Begin;
  faultyLine: number | null;
  labelId: string;
  descriptionId: string;
  ref?: Ref<EditorHandle>;
}

/** The code editor, loaded at the first use. */
export default function Editor(props: EditorProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const { code, begin, labelId, descriptionId } = latest.current;
    const created = new EditorView({
      parent: host.current!,
      doc: code,
      extensions: editing(
        {
          onChange: (changed) => latest.current.onChange(changed),
          onRun: () => latest.current.onRun(),
        },
        { label: labelId, description: descriptionId },
      ),
    });
    view.current = created;
    focus(created, begin);
    return () => created.destroy();
  }, []);

  const { faultyLine, ref } = props;
  useEffect(() => {
    if (view.current) markFaulty(view.current, faultyLine);
  }, [faultyLine]);

  useImperativeHandle(ref, () => ({ goToLine: (line) => view.current && goToLine(view.current, line) }), []);

  return <div ref={host} className="ly-cell-editor" />;
}

function focus(view: EditorView, begin: Begin): void {
  if (begin === null) return;
  view.focus();
  if (begin !== 'start') view.dispatch({ selection: { anchor: view.posAtCoords(begin, false) } });
}
