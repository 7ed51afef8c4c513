import type { Facts } from '../../model/facts.js';
import type { LockFile, ManifestFile } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'deps/lockfile-present',
  title: 'A lock file is there and agrees with the manifest',
  why: 'Without one no two installs are sure to be the same; one that has fallen behind stops `npm ci` and `uv sync --locked`, and with them the build.',
  remedy:
    'Make it anew and commit it: `npm install --package-lock-only`, `pnpm install --lockfile-only`, `uv lock`, `poetry lock`.',
  severity: 'error',
  references: [
    { title: 'npm: package-lock.json', url: 'https://docs.npmjs.com/cli/configuring-npm/package-lock-json' },
    { title: 'uv: locking and syncing', url: 'https://docs.astral.sh/uv/concepts/projects/sync/' },
  ],
  since: '0.1.0',
  needs: ['manifests'],
  run({ manifests }) {
    const asking = manifests.flatMap((image) =>
      (['node', 'python'] as const).flatMap((language) => {
        const files = image.files.filter((file) => file.language === language && file.dependencies.length > 0);
        const locks = image.locks.filter((lock) => lock.language === language);
        // The lock of a workspace is that of all its members.
        const above = locks.length === 0 && image.above?.some((lock) => lock.language === language) === true;
        return files.length === 0 ? [] : [{ files, locks, above }];
      }),
    );
    if (asking.length === 0) return { notApplicable: 'No manifest of Node.js or Python asks for a package.' };
    const seen = new Set<string>();
    return asking.flatMap(findingsOf).filter(({ message, location }) => {
      const key = `${location?.uri ?? ''} ${message}`;
      return seen.has(key) ? false : seen.add(key) !== undefined;
    });
  },
});

/** Requirements of what is made or checked beside the server. */
const BESIDE =
  /(?:^|[-_./])(?:docs?|dev|develop(?:ment)?|tests?|testing|lint(?:ing)?|ci|build|typing|mkdocs)(?:[-_.]|$)/u;

type Files = Pick<Facts['manifests'][number], 'files' | 'locks'> & { readonly above: boolean };

function findingsOf({ files, locks, above }: Files): Finding[] {
  if (above) return [];
  const manifest =
    files.find(({ kind }) => kind !== 'requirements') ??
    files.find(({ path }) => /(?:^|\/)requirements\.txt$/u.test(path)) ??
    files.find(({ path }) => !BESIDE.test(path));
  if (manifest === undefined) return [];
  const pinned = files.some((file) => file.kind === 'requirements' && file.pinned === true);
  if (locks.length === 0) {
    if (pinned) return [];
    const [first] =
      manifest.kind === 'requirements'
        ? manifest.dependencies.filter(({ requirement }) => !/^===?|^@/u.test(requirement))
        : [];
    const what =
      first === undefined
        ? `${manifest.path} asks for packages, and no lock file is beside it.`
        : `${manifest.path} does not name one version of each package, ${first.name} for one.`;
    return [
      {
        message: what,
        location: { uri: manifest.path, ...(first?.line !== undefined && { line: first.line }) },
        ...(manifest.language === 'python' && { remedy: REMEDY_PYTHON }),
      },
    ];
  }
  return locks.flatMap((lock) => (manifest.kind === 'requirements' ? [] : disagreements(manifest, lock)));
}

const REMEDY_PYTHON =
  'Make one and commit it: `uv lock`, or `uv pip compile --generate-hashes pyproject.toml -o requirements.txt`.';
const NAMED = 5;

function disagreements(manifest: ManifestFile, lock: LockFile): Finding[] {
  if (lock.problem !== undefined)
    return [{ message: `${lock.path} cannot be read: ${lock.problem}`, location: { uri: lock.path } }];
  const wanted = manifest.dependencies.filter(
    ({ requirement }) => !/^(?:workspace|file|link|portal|catalog|git|https?|patch):|^@/u.test(requirement),
  );
  const differing = wanted.flatMap((dependency): Finding[] => {
    const found = differenceOf(dependency.name, dependency.requirement, lock);
    return found === undefined
      ? []
      : [
          {
            message: `${dependency.name}: ${found}`,
            location: { uri: manifest.path, ...(dependency.line !== undefined && { line: dependency.line }) },
          },
        ];
  });
  const names = new Set(manifest.dependencies.map(({ name }) => name));
  // Names of the packages of a Python lock may be of groups and extras, which the manifest has elsewhere.
  const gone =
    lock.kind === 'npm' || lock.kind === 'pnpm' ? (lock.asks ?? []).filter(({ name }) => !names.has(name)) : [];
  const all = [
    ...differing,
    ...gone.map(({ name }) => ({
      message: `${lock.path} still asks for ${name}, and ${manifest.path} does not.`,
      location: { uri: lock.path },
    })),
  ];
  const more = {
    message: `${lock.path} and ${manifest.path} differ in ${all.length - NAMED} more packages.`,
    location: { uri: lock.path },
  };
  const shown = all.length <= NAMED ? all : [...all.slice(0, NAMED), more];
  return shown.map((finding) => ({ ...finding, ...comparedBy(lock) }));
}

/** What the package manager itself says when it compares the two; it changes nothing. */
const COMPARES: Partial<Record<LockFile['kind'], string>> = {
  npm: 'npm ci --dry-run',
  pnpm: 'pnpm install --frozen-lockfile --lockfile-only',
  uv: 'uv lock --check',
  poetry: 'poetry check --lock',
  pdm: 'pdm lock --check',
  pipenv: 'pipenv verify',
};

function comparedBy({ kind, path }: LockFile): Pick<Finding, 'repro'> {
  const command = COMPARES[kind];
  if (command === undefined) return {};
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  return { repro: folder === '' ? command : `(cd ${shellWord(folder)} && ${command})` };
}

function differenceOf(name: string, requirement: string, lock: LockFile): string | undefined {
  const { asks, packages, kind, path } = lock;
  if (asks !== undefined && (asks.length > 0 || kind === 'npm')) {
    const of = asks.filter((ask) => ask.name === name);
    if (of.length === 0) return `the manifest asks for it, and ${path} knows nothing of it.`;
    // Written for several markers, or by several members: one of them is enough.
    if (of.some((ask) => sameRequirement(ask.requirement, requirement))) return undefined;
    return `the manifest asks for "${requirement}", and ${path} was made for "${of[0]?.requirement ?? ''}".`;
  }
  if (packages !== undefined && packages.length > 0 && !packages.includes(name))
    return `the manifest asks for it, and ${path} does not have it.`;
  return undefined;
}

const sameRequirement = (one: string, other: string) => normal(one) === normal(other);
const normal = (requirement: string) =>
  requirement
    .replace(/^\((.*)\)$/u, '$1')
    .split(',')
    .map((part) => part.replaceAll(/\s+/gu, ''))
    .sort()
    .join(',');
