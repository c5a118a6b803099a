// Puts the marker file of build/ back, which keeps the folder in every checkout.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

export async function keepBuild() {
  const folder = new URL('../build/', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('.keep', folder), '');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await keepBuild();
