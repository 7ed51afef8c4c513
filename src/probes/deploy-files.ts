import { readdir, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { REMADE_FOLDERS } from '../model/context-names.js';
import type { DeployFiles } from '../model/facts/deploy.js';
import { emptyDeployFiles, isCandidate, namedPaths, readDeployFile } from '../plan/deploy/read-deploy-file.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { requireProject } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

const MAX_BYTES = 262_144;
const MAX_FILES = 200;
const MAX_FOLDERS = 300;
const MAX_DEPTH = 5;
const MAX_PATHS = 300;
/** What is there for other tools, and what is none of the project's own. */
const LEFT_OUT =
  /^(?:\.(?!docker$|deploy$|k8s$|aws$|infra$)|vendor$|third_party$|dist$|build$|target$|coverage$|test$|tests$|__tests__$|fixtures$|testdata$)/u;

export default defineProbe({
  fact: 'deployFiles',
  title: 'Read the files for deployment',
  timeoutMs: 15_000,
  async collect({ cwd, target }) {
    requireProject(target);
    const { paths, charts, truncated } = await candidates(cwd);
    const found: DeployFiles = { ...emptyDeployFiles(), charts, truncated };
    for (const path of paths) {
      const file = await readBounded(join(cwd, path), MAX_BYTES).catch(() => undefined);
      if (file === undefined || file.text.includes('\0')) continue;
      // Cut, it is too large by one character, and said to be.
      readDeployFile(found, path, file.cut ? `${file.text} ` : file.text);
    }
    if (isEmpty(found)) throw new NotApplicable('This folder has no files for a deployment.');
    const named = [...new Set(namedPaths(found))].filter((path) => !path.startsWith('..')).slice(0, MAX_PATHS);
    const there = await Promise.all(named.map(async (path) => [path, await isThere(join(cwd, path))] as const));
    return { ...found, paths: Object.fromEntries(there) };
  },
});

const isEmpty = ({
  kubernetes,
  kustomizations,
  charts,
  stacks,
  platforms,
  traefik,
  proxies,
  problems,
}: DeployFiles): boolean =>
  [kubernetes, kustomizations, charts, stacks, platforms, traefik, proxies, problems].every(
    (list) => list.length === 0,
  );

/** Files that could be of use, in the order of their paths; charts are named and not looked into. */
async function candidates(cwd: string): Promise<{ paths: string[]; charts: string[]; truncated: boolean }> {
  const paths: string[] = [];
  const charts: string[] = [];
  let level = ['.'];
  let folders = 0;
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      folders += 1;
      if (folders > MAX_FOLDERS || paths.length >= MAX_FILES) return { paths, charts, truncated: true };
      const entries = await readdir(join(cwd, folder), { withFileTypes: true }).catch(() => []);
      if (entries.some(({ name }) => name === 'Chart.yaml')) {
        charts.push(folder);
        continue;
      }
      for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
        const path = posix.join(folder, entry.name);
        if (entry.isFile() && isCandidate(path) && paths.length < MAX_FILES) paths.push(path);
        if (entry.isDirectory() && !REMADE_FOLDERS.has(entry.name) && !LEFT_OUT.test(entry.name)) next.push(path);
      }
    }
    level = next;
  }
  return { paths, charts, truncated: false };
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
