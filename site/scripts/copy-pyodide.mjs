// Copies the Python runtime from its npm package into static/pyodide, so that the site serves it itself.
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const files = [
  'pyodide.mjs',
  'pyodide.asm.mjs',
  'pyodide.asm.wasm',
  'python_stdlib.zip',
  'pyodide-lock.json',
];

const source = path.dirname(createRequire(import.meta.url).resolve('pyodide/package.json'));
const target = fileURLToPath(new URL('../static/pyodide/', import.meta.url));

await mkdir(target, { recursive: true });
for (const name of files) await copyIfChanged(path.join(source, name), path.join(target, name));
for (const name of await readdir(target)) {
  if (!files.includes(name)) await rm(path.join(target, name), { recursive: true });
}

/** Leaves an equal file alone, so that a watching development server does not reload. */
async function copyIfChanged(from, to) {
  const [wanted, present] = await Promise.all([stat(from), stat(to).catch(() => null)]);
  if (present && present.size === wanted.size && present.mtimeMs >= wanted.mtimeMs) return;
  await copyFile(from, to);
}
