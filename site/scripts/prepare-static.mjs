// Puts what the pages load at run time into static/, before a build or a development server.
import { existsSync } from 'node:fs';

const copyPyodide = new URL('./copy-pyodide.mjs', import.meta.url);
if (existsSync(copyPyodide)) await import(copyPyodide);
