import { nodeManifest, pythonManifest } from './manifests.js';
import type { PackageManager } from './detection.js';
import type { Detected, Language, ProjectView } from './project-view.js';

interface Managed {
  readonly packageManager?: Detected<PackageManager>;
  readonly packageManagerVersion?: Detected<string>;
  readonly lockFile?: Detected<string>;
}

const NODE_LOCKS: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['package-lock.json', 'npm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['npm-shrinkwrap.json', 'npm'],
];
const PYTHON_LOCKS: readonly (readonly [string, PackageManager])[] = [
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
  ['requirements.txt', 'pip'],
  ['Pipfile.lock', 'pipenv'],
];

/** Who installs the dependencies: as package.json says, else whose lock file is there. */
export function packageManagerOf(view: ProjectView, language: Language): Managed {
  if (language === 'python') {
    const lock = PYTHON_LOCKS.find(([file]) => view.paths.has(file));
    if (lock !== undefined)
      return { packageManager: { value: lock[1], from: lock[0] }, lockFile: { value: lock[0], from: lock[0] } };
    return pythonManifest(view) === undefined ? {} : { packageManager: { value: 'pip', from: 'pyproject.toml' } };
  }
  const [, named, version] =
    /^(npm|pnpm|yarn|bun)@(\d+\.\d+\.\d+(?:-[\w.]+)?)/u.exec(nodeManifest(view)?.packageManager ?? '') ?? [];
  const from = 'package.json: packageManager';
  const lock = NODE_LOCKS.find(([file, manager]) => view.paths.has(file) && (named ?? manager) === manager);
  const lockFile = lock === undefined ? {} : { lockFile: { value: lock[0], from: lock[0] } };
  if (named !== undefined && version !== undefined)
    return {
      packageManager: { value: named as PackageManager, from },
      packageManagerVersion: { value: version, from },
      ...lockFile,
    };
  if (lock === undefined) return { packageManager: { value: 'npm', from: 'package.json' } };
  const guessed = versionByLock(lock[1], view.texts.get(lock[0]) ?? '');
  return {
    packageManager: { value: lock[1], from: lock[0] },
    ...(guessed !== undefined && { packageManagerVersion: { value: guessed, from: lock[0] } }),
    ...lockFile,
  };
}

/** A release that reads the lock file as it is written; npm comes with Node.js. */
function versionByLock(manager: PackageManager, text: string): string | undefined {
  if (manager === 'pnpm') {
    const format = Number(/^lockfileVersion: '?(\d+)/mu.exec(text)?.[1] ?? '9');
    return format >= 9 ? '10.34.9' : format >= 6 ? '8.15.9' : '7.33.7';
  }
  if (manager === 'yarn') return text.includes('__metadata:') ? '4.18.1' : '1.22.22';
  return manager === 'bun' ? '1.4.5' : undefined;
}
