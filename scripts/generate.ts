/**
 * Everything in the repository that is written by a program, in one command:
 * indexes of checks, probes, scenarios, fixes, reporters and clients, JSON schemas, reference pages, the oclif manifest and the examples.
 * `--check` writes nothing and fails when a file differs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { indexFiles } from './generate/indexes.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const checkOnly = process.argv.includes('--check');
const stale: string[] = [];

/** Writes when it differs; under `--check` notes it. Returns whether it differed. */
function put(path: string, content: string): boolean {
  const target = join(root, path);
  let before: string | undefined;
  try {
    before = readFileSync(target, 'utf8');
  } catch {
    // Not there yet: that is a difference like any other.
  }
  if (before === content) return false;
  stale.push(path);
  if (!checkOnly) {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  return true;
}

async function putTypeScript(path: string, content: string): Promise<boolean> {
  return put(
    path,
    await prettier.format(content, { ...(await prettier.resolveConfig(join(root, path))), filepath: path }),
  );
}

const indexes = await indexFiles(root);
const changed = await Promise.all(indexes.map(({ path, content }) => putTypeScript(path, content)));
if (changed.some(Boolean) && checkOnly) fail();
// Pages and schemas are read from the compiled modules, which must be those of the indexes just written.
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')],
  { cwd: root, stdio: 'inherit' },
);

const { schemaFiles } = await import('./generate/schemas.ts');
const { pageFiles } = await import('./generate/pages.ts');
for (const { path, content } of await schemaFiles(root)) put(path, content);
const pages = await pageFiles(root);
for (const { path, content } of pages) put(path, content);
for await (const path of glob('docs/checks/**/*.md', { cwd: root })) {
  if (pages.some((page) => page.path === path.replaceAll('\\', '/'))) continue;
  stale.push(path);
  if (!checkOnly) rmSync(join(root, path));
}

const { exampleFiles } = await import('./generate/examples.ts');
for (const { path, content } of await exampleFiles(root)) put(path, content);

const manifestPath = join(root, 'oclif.manifest.json');
const manifestBefore = readIfThere(manifestPath);
execFileSync(process.execPath, [join(root, 'scripts/manifest.mjs')], { cwd: root, stdio: 'ignore' });
if (readIfThere(manifestPath) !== manifestBefore) {
  stale.push('oclif.manifest.json');
  if (checkOnly && manifestBefore !== undefined) writeFileSync(manifestPath, manifestBefore);
}

if (checkOnly && stale.length > 0) fail();
process.stdout.write(stale.length === 0 ? 'Generated files are up to date.\n' : `Written: ${stale.join(', ')}\n`);

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function fail(): never {
  process.stderr.write(
    `Generated files differ from their sources: ${stale.join(', ')}\nRun \`npm run generate\` and commit the result.\n`,
  );
  process.exit(1);
}
