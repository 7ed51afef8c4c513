/**
 * Makes the other locks of `examples/` from the ones that are edited: `uv.lock` becomes files for pip, with hashes, and
 * `package.json` with `package-lock.json` becomes locks for pnpm and Yarn. Needs npm, Python and the network, so it is run
 * by hand when dependencies change; a test says when that was forgotten.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manager {
  readonly id: string;
  readonly version?: string;
  readonly pin?: string;
  readonly keptIn?: string;
}
const root = fileURLToPath(new URL('..', import.meta.url));
const { runtimes } = (await import(new URL('../dist/plan/runtimes/index.js', import.meta.url).href)) as {
  runtimes: Readonly<Record<string, { readonly managers: readonly Manager[] }>>;
};
const managers = Object.values(runtimes).flatMap((runtime) => runtime.managers);

const python = join(root, 'examples/todo-python');
const node = join(root, 'examples/todo-typescript');
const HEADER = `# Everything that is installed, in one version and with the hashes of its files.
# Made again by the command that README.md names for a change of pyproject.toml.
`;

const work = mkdtempSync(join(tmpdir(), 'mcp-dock-locks-'));
try {
  const uv = installUv();
  for (const [file, group] of [
    ['requirements.txt', '--no-dev'],
    ['requirements-dev.txt', '--all-groups'],
  ] as const) {
    const args = ['export', '--frozen', '--format', 'requirements.txt', '--no-emit-project', '--no-header', group];
    const text = execFileSync(uv, [...args, '--no-annotate', '--quiet'], { cwd: python, encoding: 'utf8' });
    writeFileSync(join(python, file), `${HEADER}\n${text}`);
  }
  withNode('pnpm', 'pnpm', ['import'], ['pnpm-workspace.yaml', 'package-lock.json'], 'pnpm-lock.yaml');
  withNode('yarn', '@yarnpkg/cli-dist', ['install', '--mode=update-lockfile'], ['.yarnrc.yml'], 'yarn.lock');
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** In an environment of its own: the version that the generated Dockerfiles use. */
function installUv(): string {
  const folder = join(work, 'uv');
  execFileSync('python3', ['-m', 'venv', folder]);
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  execFileSync(join(bin, 'python'), ['-m', 'pip', 'install', '--quiet', `uv==${versionOf('uv')}`], {
    stdio: 'inherit',
  });
  return join(bin, 'uv');
}

/** Beside no other lock, which would be read or refused. */
function withNode(id: string, name: string, args: readonly string[], files: readonly string[], lock: string): void {
  const folder = mkdtempSync(join(work, id));
  const manager = managers.find((known) => known.id === id);
  const kept = join(node, manager?.keptIn ?? '.');
  for (const file of files) copyFileSync(join(file === 'package-lock.json' ? node : kept, file), join(folder, file));
  const manifest = JSON.parse(readFileSync(join(node, 'package.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, packageManager: manager?.pin }));
  // Yarn keeps what an earlier lock says where it still fits.
  if (id === 'yarn') writeFileSync(join(folder, lock), readFileSync(join(kept, lock)), { flag: 'a' });
  execFileSync('npm', ['exec', '--yes', `--package=${name}@${versionOf(id)}`, '--', id, ...args], {
    cwd: folder,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  copyFileSync(join(folder, lock), join(kept, lock));
}

function versionOf(id: string): string {
  const version = managers.find((manager) => manager.id === id)?.version;
  if (version === undefined) throw new Error(`The runtimes name no version of ${id}.`);
  return version;
}
