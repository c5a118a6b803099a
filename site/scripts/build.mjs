// Builds the site. The Go binary embeds build/, so its marker file comes back whether or not the build succeeds.
import { spawnSync } from 'node:child_process';
import { keepBuild } from './keep-build.mjs';

const { status } = spawnSync('docusaurus', ['build'], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
await keepBuild();
process.exitCode = status ?? 1;
