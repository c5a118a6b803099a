import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { python } from '@codemirror/lang-python';
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  HighlightStyle,
  syntaxHighlighting,
} from '@codemirror/language';
import { EditorState, StateEffect, StateField, type Extension } from '@codemirror/state';
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
  type DecorationSet,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';

export interface Hooks {
  onChange: (code: string) => void;
  onRun: () => void;
}

/** Everything an editor for a cell consists of; `names` are the ids of its label and of its description. */
export function editing(hooks: Hooks, names: { label: string; description: string }): Extension {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    indentUnit.of('    '),
    EditorState.tabSize.of(4),
    python(),
    syntaxHighlighting(colours),
    faultyLine,
    keyboard(hooks.onRun),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) hooks.onChange(update.state.doc.toString());
    }),
    EditorView.contentAttributes.of({
      'aria-labelledby': names.label,
      'aria-describedby': names.description,
      tabindex: '0',
    }),
  ];
}

/** Tab indents, as programmers expect; after Escape it leaves the editor, so that nobody is caught in it. */
function keyboard(run: () => void): Extension {
  const leave = EditorView.domEventHandlers({
    blur: (_, view) => {
      view.setTabFocusMode(false);
    },
  });
  const keys = keymap.of([
    { key: 'Mod-Enter', run: () => (run(), true), preventDefault: true },
    { key: 'Escape', run: (view) => (view.setTabFocusMode(true), false) },
    { key: 'Tab', run: indentMore, shift: indentLess },
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ...historyKeymap,
  ]);
  return [leave, keys];
}

const setFaulty = StateEffect.define<number | null>();
const faulty = Decoration.line({ class: 'ly-cell-faulty' });

const faultyLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setFaulty)) continue;
      const line = effect.value;
      if (line === null || line < 1 || line > transaction.state.doc.lines) return Decoration.none;
      return Decoration.set(faulty.range(transaction.state.doc.line(line).from));
    }
    return marks.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks the line in which an error happened, or none. */
export function markFaulty(view: EditorView, line: number | null): void {
  view.dispatch({ effects: setFaulty.of(line) });
}

/** Puts the cursor at the start of a line and shows it. */
export function goToLine(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.max(1, Math.min(line, view.state.doc.lines)));
  view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  view.focus();
}

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--ly-code-comment)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.operator], color: 'var(--ly-code-keyword)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--ly-code-string)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ly-code-number)' },
  {
    tag: [
      tags.function(tags.variableName),
      tags.function(tags.definition(tags.variableName)),
      tags.className,
    ],
    color: 'var(--ly-code-name)',
  },
]);
