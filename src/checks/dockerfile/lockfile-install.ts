import { neededStages } from '../../model/dockerfile-stages.js';
import type { Facts } from '../../model/facts.js';
import type { DockerfileFact } from '../../model/facts/files.js';
import type { Finding, Severity } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { installsOf, type Install, type Manager } from './installs.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/lockfile-install',
  title: 'Dependencies are installed as the lock file has them',
  why: 'An install that resolves anew takes what was published last: the image of today differs from that of yesterday, and a release that breaks the server comes in by itself.',
  remedy:
    'Install with `npm ci`, `pnpm install --frozen-lockfile`, `yarn install --immutable`, `uv sync --locked` or `pip install --require-hashes -r requirements.txt`.',
  severity: 'error',
  references: [
    { title: 'npm ci', url: 'https://docs.npmjs.com/cli/commands/npm-ci' },
    { title: 'uv: locking and syncing', url: 'https://docs.astral.sh/uv/concepts/projects/sync/' },
    { title: 'pip: secure installs', url: 'https://pip.pypa.io/en/stable/topics/secure-installs/' },
  ],
  aliases: ['DL3013', 'DL3016'],
  since: '0.1.0',
  needs: ['dockerfiles', 'manifests'],
  run({ dockerfiles, manifests }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    const installing = files.filter((file) =>
      [...neededStages(file)].some((stage) => installsOf(file, stage).length > 0),
    );
    if (installing.length === 0) return { notApplicable: 'No stage of the image installs the packages of a project.' };
    return installing.flatMap((file) =>
      findingsOf(
        file,
        manifests.find(({ image }) => image === file.image),
      ),
    );
  },
});

type Manifests = Facts['manifests'][number] | undefined;

function findingsOf(file: DockerfileFact, manifests: Manifests): Finding[] {
  const installs = [...neededStages(file)].sort((a, b) => a - b).flatMap((stage) => installsOf(file, stage));
  return installs.flatMap((install, index): Finding[] => {
    const before = installs.slice(0, index).filter(({ locked, alone }) => locked && !alone);
    const fault = faultOf(install, manifests, before.length > 0);
    if (fault === undefined) return [];
    const location = placeIn(
      file,
      install.line === install.instruction.line ? install.instruction : { line: install.line },
    );
    return [
      {
        message: `"${install.text}" ${fault.words}`,
        location,
        remedy: fault.remedy ?? INSTEAD[install.manager],
        ...(fault.severity !== undefined && { severity: fault.severity }),
      },
    ];
  });
}

interface Fault {
  readonly words: string;
  readonly severity?: Severity;
  readonly remedy?: string;
}

const INSTEAD: Readonly<Record<Manager, string>> = {
  npm: 'Write `npm ci`, with package-lock.json copied before it.',
  pnpm: 'Add `--frozen-lockfile`, with pnpm-lock.yaml copied before it.',
  yarn: 'Add `--immutable` (Yarn 1: `--frozen-lockfile`), with yarn.lock copied before it.',
  bun: 'Add `--frozen-lockfile`, with the lock file copied before it.',
  uv: 'Add `--locked`, with uv.lock copied before it.',
  pip: 'Write every package with version and hash into requirements.txt (`uv pip compile --generate-hashes`), and add `--require-hashes`.',
  poetry: 'Write `poetry install`, with poetry.lock copied before it.',
  pipenv: 'Write `pipenv sync`, or add `--deploy`, with Pipfile.lock copied before it.',
  pdm: 'Write `pdm sync`, with pdm.lock copied before it.',
};

function faultOf(install: Install, manifests: Manifests, afterLocked: boolean): Fault | undefined {
  if (install.locked) return undefined;
  const { packages, byRequirements } = install;
  if (byRequirements) return faultOfPip(install, manifests, afterLocked);
  if (packages.length > 0) {
    const loose = packages.filter((word) => !/@\d+\.\d+\.\d+|==\d/u.test(word));
    return loose.length === 0
      ? undefined
      : { words: `adds ${loose.slice(0, 3).join(', ')} as it is published now, beside what the lock file says.` };
  }
  return { words: 'may take other versions than those of the lock file.' };
}

function faultOfPip(
  { files, packages, project, alone }: Install,
  manifests: Manifests,
  afterLocked: boolean,
): Fault | undefined {
  const read = files.map((name) => manifestNamed(name, manifests));
  const requirements = read.filter((file) => file !== undefined && file.kind === 'requirements');
  // A file that another step writes is not known here.
  if (files.length > 0 && requirements.length < files.length && read.some((file) => file === undefined))
    return undefined;
  const loose = requirements.find((file) => file?.pinned === false);
  if (loose !== undefined)
    return { words: `installs from ${loose.path}, which does not name one version of each package.` };
  if (read.some((file) => file?.kind === 'pyproject.toml'))
    return { words: 'installs what pyproject.toml allows today, by no lock.' };
  const bare = packages.filter((word) => !/==|@ /u.test(word));
  if (bare.length > 0) return { words: `installs ${bare.slice(0, 3).join(', ')} as published now, by no lock.` };
  if (packages.length > 0)
    return { words: 'names versions, and nothing names those of what they depend on.', severity: 'warning' };
  const unhashed = requirements.find((file) => file?.hashed === false);
  if (unhashed !== undefined && !alone)
    return { words: `installs from ${unhashed.path}, which has versions and no hashes.`, severity: 'warning' };
  if (project && !alone && !afterLocked && files.length === 0)
    return { words: 'installs the project with what its manifest allows today, by no lock.' };
  return undefined;
}

function manifestNamed(name: string, manifests: Manifests) {
  const plain = name.replace(/^(?:\.\/)+/u, '').replace(/^\/(?:[^/]+\/)*/u, '');
  return manifests?.files.find(({ path }) => path === plain || path.endsWith(`/${plain}`));
}
