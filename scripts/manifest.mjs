/**
 * Writes oclif.manifest.json, its commands by name: oclif lists them as the file system does, which is another order on another
 * disk. Plain JavaScript, since `npm pack` runs it with whatever Node there is.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = join(root, 'oclif.manifest.json');
execFileSync(process.execPath, [fileURLToPath(import.meta.resolve('oclif/bin/run.js')), 'manifest'], {
  cwd: root,
  stdio: 'ignore',
});
const { commands, ...rest } = JSON.parse(readFileSync(path, 'utf8'));
const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify({ commands: sorted, ...rest }, null, 2)}\n`);
