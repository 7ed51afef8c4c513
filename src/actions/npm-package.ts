import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanLines, cleanText } from '../model/clean-text.js';
import { jsonOrUndefined } from '../model/json-or-undefined.js';
import { NODE_VERSIONS, satisfies } from '../plan/detect/versions.js';
import { NO_WORDS, packageWords } from '../plan/package-words.js';
import type { PackageReference } from '../plan/package-reference.js';
import type { Context } from '../ports/context.js';
import type { ProcessResult } from '../ports/process-runner.js';
import { npmSources } from './npm-sources.js';
import type { PublishedPackage } from './published-package.js';

/** A tree of some hundred packages on a slow line. */
const LIMIT_MS = 180_000;
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      version: z.string().optional(),
      license: z.unknown().optional(),
      bin: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
      engines: z.unknown().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const viewSchema = z.object({
  description: z.string().optional(),
  mcpName: z.string().optional(),
  deprecated: z.string().optional(),
});

/**
 * Resolves and locks a package with the user's own npm, its settings, proxies and certificates. Nothing of the package runs.
 * Throws PACKAGE_NOT_FOUND, PACKAGE_UNRESOLVED, PROGRAM_MISSING.
 */
export async function npmPackage(
  reference: PackageReference,
  { name: project, processes, signal }: { readonly name: string } & Pick<Context, 'processes' | 'signal'>,
): Promise<PublishedPackage> {
  const { name, version: asked = 'latest' } = reference;
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-npm-'));
  try {
    const npm = (args: readonly string[]) =>
      processes.run('npm', [...args, ...QUIET], { cwd: folder, timeoutMs: LIMIT_MS, signal });
    const manifest = (version: string) => ({
      name: project,
      version: '0.0.0',
      private: true,
      dependencies: { [name]: version },
    });
    await writeFile(join(folder, 'package.json'), JSON.stringify(manifest(asked)));
    // Without the addresses of one registry in it: the lock holds behind a mirror as well, and the hashes say what is right.
    const locked = await npm([
      'install',
      '--package-lock-only',
      '--ignore-scripts',
      '--omit-lockfile-registry-resolved',
    ]);
    if (locked.exitCode !== 0) throw faultOf(reference, locked);

    const text = await readFile(join(folder, 'package-lock.json'), 'utf8');
    const lock = lockSchema.parse(JSON.parse(text));
    const entry = lock.packages[`node_modules/${name}`];
    const version = entry?.version;
    if (entry === undefined || version === undefined)
      throw new McpDockError('PACKAGE_UNRESOLVED', {
        reference: shown(reference),
        reason: 'npm wrote a lock file without it.',
      });
    const viewed = await npm(['view', `${name}@${version}`, 'description', 'mcpName', 'deprecated', '--json']);
    await npm(['pack', `${name}@${version}`, '--silent', '--ignore-scripts']);
    const sources = await npmSources(folder);
    const words = viewSchema.safeParse(jsonOrUndefined(viewed.stdout)).data;

    const exact = JSON.parse(text) as { packages: Record<string, object> };
    exact.packages[''] = { ...exact.packages[''], dependencies: { [name]: version } };
    const license = typeof entry.license === 'string' ? entry.license : undefined;
    return {
      reference,
      version,
      ...(words?.description !== undefined && { description: words.description }),
      ...(license !== undefined && { license }),
      ...(words?.mcpName !== undefined && { serverName: words.mcpName }),
      ...(words?.deprecated !== undefined && { deprecated: cleanText(words.deprecated, 200) }),
      runtimeVersion: nodeFor(entry.engines),
      dependencies: Object.keys(entry.dependencies ?? {}),
      programs: programsOf(name, entry.bin),
      assumedProgram: false,
      words: sources === undefined ? NO_WORDS : packageWords(sources, 'node'),
      files: [
        { path: 'package.json', content: `${JSON.stringify(manifest(version), undefined, 2)}\n` },
        { path: 'package-lock.json', content: `${JSON.stringify(exact, undefined, 2)}\n` },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const shown = ({ name, version }: PackageReference) => `npm:${name}${version === undefined ? '' : `@${version}`}`;

function faultOf(reference: PackageReference, { missing, timedOut, stderr }: ProcessResult): McpDockError {
  if (missing)
    return new McpDockError('PROGRAM_MISSING', {
      program: 'npm',
      purpose: 'packages of npm are resolved and locked with it',
      other: 'Install Node.js with npm, or write the package.json yourself and run `mcp-dock init` beside it.',
    });
  if (timedOut)
    return new McpDockError('PACKAGE_UNRESOLVED', {
      reference: shown(reference),
      reason: `npm took longer than ${LIMIT_MS / 1000} s.`,
    });
  const lines = cleanLines(stderr, 20, 300).filter((line) => /^npm (?:error|ERR!)/u.test(line));
  const said = lines
    .map((line) => line.replace(/^npm (?:error|ERR!)\s*(?:notarget\s+)?/u, ''))
    .filter((line) => line !== '' && !/^(?:code|A complete log)/u.test(line));
  const reason = `${(said[0] ?? 'npm did not say why').replace(/\.$/u, '')}.`;
  // The package itself, not one of those that it wants.
  const absent = lines.some((line) => /\b(?:E404|ETARGET)\b/u.test(line)) && stderr.includes(`${reference.name}@`);
  return new McpDockError(absent ? 'PACKAGE_NOT_FOUND' : 'PACKAGE_UNRESOLVED', { reference: shown(reference), reason });
}

function nodeFor(engines: unknown): string {
  const range: unknown = typeof engines === 'object' && engines !== null ? Reflect.get(engines, 'node') : undefined;
  if (typeof range !== 'string') return NODE_VERSIONS[0];
  return NODE_VERSIONS.find((version) => satisfies(range, [Number(version), 99_999])) ?? NODE_VERSIONS[0];
}

/** A path that leads out of the package is none of its programs. */
function programsOf(
  name: string,
  bin: string | Readonly<Record<string, string>> | undefined,
): Map<string, readonly string[]> {
  const entries = typeof bin === 'string' ? { [name.replace(/^.*\//u, '')]: bin } : (bin ?? {});
  const root = `/app/node_modules/${name}`;
  const found = Object.entries(entries).flatMap(([program, file]) => {
    const path = posix.join(root, file);
    return path.startsWith(`${root}/`) && cleanText(path) === path ? [[program, ['node', path]] as const] : [];
  });
  return new Map(found);
}
