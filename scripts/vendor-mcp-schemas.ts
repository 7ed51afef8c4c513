/**
 * Takes the official JSON schemas of the protocol over from a clone of its repository, without the texts for people in them:
 * `node scripts/vendor-mcp-schemas.ts PATH-OF-CLONE [COMMIT]`. What is taken over and under which licence stands in the README.md
 * beside the files that it writes.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REVISIONS = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'];
const SOURCE = 'https://github.com/modelcontextprotocol/modelcontextprotocol';
const TEXTS = new Set(['description', 'title', 'examples', '$comment']);
/** Their keys are names of properties and definitions, whatever they are called. */
const MAPS = new Set(['properties', '$defs', 'definitions']);

const [clone, revision = 'HEAD'] = process.argv.slice(2);
if (clone === undefined) {
  process.stderr.write('Name the clone of the repository of the protocol.\n');
  process.exit(2);
}
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const commit = git('rev-parse', revision).trim();
const folder = fileURLToPath(new URL('../src/checks/wire/schemas/', import.meta.url));

for (const version of REVISIONS) {
  const schema = stripped(JSON.parse(git('show', `${commit}:schema/${version}/schema.json`)), false) as object;
  const $comment = `${SOURCE}/blob/${commit}/schema/${version}/schema.json without its texts; licence: see its LICENSE`;
  writeFileSync(join(folder, `${version}.json`), `${JSON.stringify({ $comment, ...schema })}\n`);
}

function stripped(value: unknown, names: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => stripped(item, false));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      // A text that is described is an object of its own.
      if (!names && TEXTS.has(key)) return [];
      return [[key, stripped(item, !names && MAPS.has(key))]];
    }),
  );
}
