// Runs static/python/cell.py in the real runtime, as the worker does.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadPyodide } from 'pyodide';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Outcome, Piece } from './messages';

type Run = (code: string, check: string, emit: (kind: Piece['kind'], data: string) => void) => string;

const site = path.resolve(import.meta.dirname, '../../..');
let run: Run;

beforeAll(async () => {
  const python = await loadPyodide({ indexURL: path.join(site, 'node_modules/pyodide/') });
  for (const name of ['lyceum.py', 'cell.py']) {
    const source = await readFile(path.join(site, 'static/python', name), 'utf8');
    (python.FS as { writeFile: (path: string, text: string) => void }).writeFile(
      `/home/pyodide/${name}`,
      source,
    );
  }
  run = (python.pyimport('cell') as { run: Run }).run;
}, 60_000);

function cell(code: string, check = ''): { outcome: Outcome; pieces: Piece[]; out: string; err: string } {
  const pieces: Piece[] = [];
  const outcome = JSON.parse(run(code, check, (kind, data) => add(pieces, { kind, data }))) as Outcome;
  const joined = (kind: Piece['kind']) =>
    pieces
      .filter((p) => p.kind === kind)
      .map((p) => p.data)
      .join('');
  return { outcome, pieces, out: joined('stdout'), err: joined('stderr') };
}

/** How finely text is cut depends on the clock, so it is put together again. */
function add(pieces: Piece[], piece: Piece): void {
  const last = pieces.at(-1);
  if (last?.kind === piece.kind && piece.kind !== 'svg') last.data += piece.data;
  else pieces.push(piece);
}

function failure(code: string) {
  const { outcome } = cell(code);
  if (outcome.kind !== 'failed') throw new Error(`expected a failure, got ${JSON.stringify(outcome)}`);
  return outcome;
}

describe('output', () => {
  test('both streams arrive in the order in which they were written', () => {
    const { pieces, outcome } = cell(
      'import sys\nprint("a")\nprint("b", file=sys.stderr)\nprint("c", end="")',
    );
    expect(outcome).toEqual({ kind: 'done' });
    expect(pieces).toEqual([
      { kind: 'stdout', data: 'a\n' },
      { kind: 'stderr', data: 'b\n' },
      { kind: 'stdout', data: 'c' },
    ]);
  });

  test('a flood is cut at the limit and ends the run', () => {
    const { outcome, out } = cell(
      'while True:\n    try:\n        print("x" * 99)\n    except Exception:\n        pass',
    );
    expect(outcome).toEqual({ kind: 'flooded' });
    expect(out.length).toBe(20_000);
  });

  test('a flood without line ends is cut, too', () => {
    const { outcome, out } = cell('print("x" * 1_000_000, end="")');
    expect(outcome).toEqual({ kind: 'flooded' });
    expect(out.length).toBe(20_000);
  });

  test('plots reach the page, text before them first', () => {
    const { pieces } = cell(
      'from lyceum import plot\nprint("first", end="")\nplot([0, 1, 2], [0, 1, 4], title="A parabola")',
    );
    expect(pieces.map((p) => p.kind)).toEqual(['stdout', 'svg']);
    expect(pieces[1]?.data).toContain('A parabola');
  });

  test('too many pictures end the run', () => {
    const { outcome, pieces } = cell('from lyceum import show\nwhile True:\n    show("<svg/>")');
    expect(outcome).toEqual({ kind: 'flooded' });
    expect(pieces).toHaveLength(20);
  });
});

describe('namespaces', () => {
  test('each run starts afresh', () => {
    cell('left_over = 1');
    expect(failure('print(left_over)').traceback).toContain('NameError');
  });

  test('the code is the main module', () => {
    const code = [
      'from dataclasses import dataclass',
      '@dataclass',
      'class Point:',
      '    x: int',
      'if __name__ == "__main__":',
      '    print(Point(3))',
    ].join('\n');
    expect(cell(code).out).toBe('Point(x=3)\n');
  });
});

describe('errors', () => {
  test('a traceback shows the learner’s frames only, and the innermost line', () => {
    const { traceback, line } = failure('def f(n):\n    return 1 / n\n\nf(0)\n');
    expect(line).toBe(2);
    expect(traceback).toContain('File "your code", line 4, in <module>');
    expect(traceback).toContain('File "your code", line 2, in f');
    expect(traceback).toContain('return 1 / n');
    expect(traceback).not.toContain('cell.py');
  });

  test('an error inside a module is reported at the line that called it', () => {
    const { traceback, line } = failure('from lyceum import vec\n\nvec(1, 2) + vec(1)\n');
    expect(line).toBe(3);
    expect(traceback).not.toContain('lyceum.py');
    expect(traceback).toContain('ValueError: vectors of length 2 and 1');
  });

  test('a syntax error names its line', () => {
    const { traceback, line } = failure('x = 1\nfor i in range(3)\n    print(i)\n');
    expect(line).toBe(2);
    expect(traceback).toContain("expected ':'");
    expect(traceback).not.toContain('Traceback');
  });

  test('causes are kept, trimmed as well', () => {
    const { traceback, line } = failure(
      'try:\n    int("x")\nexcept ValueError as e:\n    raise KeyError("k") from e\n',
    );
    expect(line).toBe(4);
    expect(traceback).toContain('direct cause');
    expect(traceback).not.toContain('cell.py');
  });

  test('endless recursion is an ordinary error', () => {
    const { traceback, line } = failure('def f():\n    return f()\nf()\n');
    expect(traceback).toContain('RecursionError');
    expect(traceback.length).toBeLessThan(3000);
    expect(line).toBe(2);
  });

  test('input() says what to do instead', () => {
    const { traceback, line } = failure('a = 1\nname = input("Name? ")\n');
    expect(line).toBe(2);
    expect(traceback).toContain('RuntimeError: input() cannot ask here');
  });

  test('leaving with an exit code is not an error', () => {
    const { outcome, err } = cell('import sys\nsys.exit("enough")');
    expect(outcome).toEqual({ kind: 'done' });
    expect(err).toContain('enough');
  });
});

describe('checks', () => {
  const check = 'print("unseen")\nassert double(2) == 4, "double(2) should be 4."';

  test('an assertion is the feedback', () => {
    const { outcome, out } = cell('def double(x):\n    return x', check);
    expect(outcome).toEqual({
      kind: 'done',
      check: { passed: false, feedback: 'double(2) should be 4.', line: null },
    });
    expect(out).toBe('');
  });

  test('right code passes', () => {
    const { outcome } = cell('def double(x):\n    return 2 * x', check);
    expect(outcome).toEqual({ kind: 'done', check: { passed: true, feedback: '', line: null } });
  });

  test('a missing name is feedback, not a crash', () => {
    const { outcome } = cell('x = 1', check);
    expect(outcome).toMatchObject({
      check: { passed: false, feedback: expect.stringContaining("name 'double'") as string },
    });
  });

  test('an error in the learner’s code names the line', () => {
    const { outcome } = cell('def double(x):\n    return x / 0', check);
    expect(outcome).toMatchObject({
      check: { passed: false, line: 2, feedback: expect.stringContaining('line 2') as string },
    });
  });

  test('code that fails is not checked', () => {
    expect(cell('raise ValueError("no")', check).outcome.kind).toBe('failed');
  });
});
