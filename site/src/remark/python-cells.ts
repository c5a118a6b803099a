import type { Code, Nodes, Parent, Root } from 'mdast';
import type { VFile } from 'vfile';

/** The attributes that a runnable block carries to the CodeBlock component. */
export interface CellAttributes {
  'data-cell': string;
  /** The source of the hidden check. */
  'data-check'?: string;
  /** Height of the code in pixels; longer code scrolls. */
  'data-height'?: string;
}

interface Meta {
  run: boolean;
  values: Map<string, string>;
}

/**
 * Makes ```` ```python run id=a check=b ```` a runnable cell and takes its check, a block with only `check=b`, out of
 * the page. A cell without an id, an id used twice and a check that belongs to no cell fail the build.
 */
export default function pythonCells() {
  return (root: Root, file: VFile): void => {
    const checks = new Map<string, Code>();
    const cells: [Code, Meta][] = [];
    sort(root, checks, cells, file);

    const ids = new Set<string>();
    const used = new Set<string>();
    for (const [node, { values }] of cells) {
      const id = values.get('id');
      if (!id) file.fail('A runnable cell needs an id: ```python run id=…', node);
      if (ids.has(id)) file.fail(`Two cells have the id “${id}”.`, node);
      ids.add(id);
      const name = values.get('check');
      const check = name === undefined ? undefined : checks.get(name);
      if (name !== undefined && !check) file.fail(`There is no block with check=${name}.`, node);
      if (name !== undefined) used.add(name);
      mark(node, id, check?.value, values.get('height'));
    }
    for (const [name, node] of checks)
      if (!used.has(name)) file.fail(`No cell uses the check “${name}”.`, node);
  };
}

function mark(node: Code, id: string, check: string | undefined, height: string | undefined): void {
  const attributes: CellAttributes = {
    'data-cell': id,
    ...(check !== undefined && { 'data-check': check }),
    ...(height !== undefined && { 'data-height': height }),
  };
  node.data = { ...node.data, hProperties: { ...node.data?.hProperties, ...attributes } };
}

/** Finds the cells, and takes the checks out of the tree. */
function sort(parent: Parent, checks: Map<string, Code>, cells: [Code, Meta][], file: VFile): void {
  parent.children = parent.children.filter((node) => {
    if ('children' in node) sort(node, checks, cells, file);
    const meta = read(node);
    if (meta?.run) cells.push([node as Code, meta]);
    const check = meta?.run ? undefined : meta?.values.get('check');
    if (check === undefined) return true;
    if (checks.has(check)) file.fail(`Two blocks have check=${check}.`, node);
    checks.set(check, node as Code);
    return false;
  });
}

function read(node: Nodes): Meta | null {
  if (node.type !== 'code' || node.lang !== 'python') return null;
  const words = (node.meta ?? '').split(/\s+/).filter(Boolean);
  const values = new Map(
    words
      .filter((w) => w.includes('='))
      .map((w) => [w.slice(0, w.indexOf('=')), w.slice(w.indexOf('=') + 1)]),
  );
  return { run: words.includes('run'), values };
}
