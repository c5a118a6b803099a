// The Go binary embeds build/, so the folder must exist in every checkout: put its marker file back.
import { mkdir, writeFile } from 'node:fs/promises';

const folder = new URL('../build/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('.keep', folder), '');
