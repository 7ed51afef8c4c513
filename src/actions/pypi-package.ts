import { McpDockError } from '../errors/mcp-dock-error.js';
import { normalName } from '../plan/detect/manifests.js';
import { PYTHON_VERSIONS } from '../plan/detect/versions.js';
import { packageWords } from '../plan/package-words.js';
import type { PackageReference } from '../plan/package-reference.js';
import type { Context } from '../ports/context.js';
import { lockInEngine, type LockedPackage } from './lock-in-engine.js';
import type { PublishedPackage } from './published-package.js';
import { faultOfUv } from './uv-fault.js';

export interface PypiPackageInput {
  /** Bounds for packages that come with it: `mcp<2`. */
  readonly constraints: readonly string[];
  readonly baseRegistry: string;
  /** There is an engine that answers. */
  readonly engineAnswers: boolean;
}

const LIMIT_MS = 120_000;

/**
 * Resolves and locks a package of PyPI with hashes: in a container with the Python that it is to run on, which also says what can
 * be started in it; without an engine with the user's own uv. Throws PACKAGE_NOT_FOUND, PACKAGE_UNRESOLVED, PROGRAM_MISSING.
 */
export async function pypiPackage(
  reference: PackageReference,
  { baseRegistry, engineAnswers, constraints }: PypiPackageInput,
  context: Context,
): Promise<PublishedPackage> {
  let fault: McpDockError | undefined;
  for (const python of PYTHON_VERSIONS) {
    try {
      const locked = engineAnswers
        ? await lockInEngine(
            { specification: specificationOf(reference), name: reference.name, python, baseRegistry, constraints },
            context,
          )
        : await lockWithUv(reference, { python, constraints }, context);
      return published(reference, python, locked, engineAnswers);
    } catch (error) {
      // Another Python may do: servers that know only older ones say so.
      if (!(error instanceof McpDockError) || !OTHER_PYTHON.test(error.message)) throw error;
      fault = error;
    }
  }
  throw fault ?? new Error('There is no version of Python to try.');
}

/** What uv says of a package that wants another Python than it was asked for. */
const OTHER_PYTHON = /does not satisfy Python|requires-python|Python[<>=]/u;

/** A bound on one package, safe in a file of requirements. */
export const isConstraint = (text: string): boolean =>
  /^[A-Za-z0-9][\w.-]*(?:[<>!=~]=?=?[0-9][\w.*!+]*)(?:,[<>!=~]=?=?[0-9][\w.*!+]*)*$/u.test(text);

const specificationOf = ({ name, extras, version }: PackageReference) =>
  `${name}${extras.length === 0 ? '' : `[${extras.join(',')}]`}${version === undefined ? '' : `==${version}`}`;

function published(
  reference: PackageReference,
  python: string,
  { requirements, version, description, license, scripts, dependencies, sources }: LockedPackage,
  lookedUp: boolean,
): PublishedPackage {
  const exact = `pypi:${reference.name}==${version}`;
  const header = `# ${exact} and all that comes with it. Made by mcp-dock; a new version comes with \`mcp-dock init --from\`.\n`;
  return {
    reference,
    version,
    ...(description !== undefined && { description }),
    ...(license !== undefined && { license }),
    runtimeVersion: python,
    dependencies: dependencies.map(normalName),
    programs: new Map(scripts.filter((script) => /^[\w.-]+$/u.test(script)).map((script) => [script, [script]])),
    assumedProgram: !lookedUp,
    words: packageWords({ folder: '', paths: new Set(sources.keys()), texts: sources, truncated: false }, 'python'),
    files: [{ path: 'requirements.txt', content: `${header}${requirements.trimEnd()}\n` }],
  };
}

async function lockWithUv(
  reference: PackageReference,
  { python, constraints }: { readonly python: string; readonly constraints: readonly string[] },
  { processes, signal }: Pick<Context, 'processes' | 'signal'>,
): Promise<LockedPackage> {
  const specification = specificationOf(reference);
  const args = ['pip', 'compile', '-', '--universal', '--generate-hashes', '--no-header', '--no-annotate', '--quiet'];
  const { exitCode, missing, stdout, stderr } = await processes.run('uv', [...args, '--python-version', python], {
    input: [specification, ...constraints, ''].join('\n'),
    timeoutMs: LIMIT_MS,
    signal,
  });
  if (missing)
    throw new McpDockError('PROGRAM_MISSING', {
      program: 'uv',
      purpose: 'no engine answers in which the package could be locked without it',
      other: 'Start Docker, or install uv.',
    });
  const version = versionIn(stdout, reference.name);
  if (exitCode !== 0 || version === undefined) throw faultOfUv(`pypi:${specification}`, stderr);
  return { requirements: stdout, version, scripts: [reference.name], dependencies: [], sources: new Map() };
}

const versionIn = (requirements: string, name: string): string | undefined =>
  [...requirements.matchAll(/^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([\w.!+]+)/gmu)].find(
    ([, found = '']) => normalName(found) === normalName(name),
  )?.[2];
