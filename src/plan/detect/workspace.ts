import { nodeManifest, workspaceGlobs, type NodeManifest } from './manifests.js';
import { SDKS } from './sdk.js';
import { isSource, type ProjectView } from './project-view.js';

/** A package of a workspace. */
export interface Member {
  /** Relative, with `/`: `packages/server`. */
  readonly folder: string;
  readonly manifest: NodeManifest;
}

/** Goes into a Dockerfile as it is. */
const PLAIN = /^[\w./@+-]+$/u;

/** The packages of a workspace of npm, pnpm, yarn or Bun; none where the folder is no workspace. */
export function membersOf(view: ProjectView): Member[] {
  const globs = workspaceGlobs(view);
  const wanted = globs.filter((glob) => !glob.startsWith('!')).map(patternOf);
  const unwanted = globs.filter((glob) => glob.startsWith('!')).map((glob) => patternOf(glob.slice(1)));
  return [...view.texts.keys()]
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => path.slice(0, -'/package.json'.length))
    .filter((folder) => PLAIN.test(folder) && wanted.some((glob) => glob.test(folder)))
    .filter((folder) => !unwanted.some((glob) => glob.test(folder)))
    .toSorted()
    .flatMap((folder) => {
      const manifest = manifestOf(view, folder);
      return manifest === undefined ? [] : [{ folder, manifest }];
    });
}

/** Those of them that ask for an SDK of MCP, and have something that can be started. */
export const servingMembers = (view: ProjectView): Member[] =>
  membersOf(view).filter(
    ({ manifest: { dependencies, bin, scripts, main } }) =>
      SDKS.node.some((name) => Object.hasOwn(dependencies, name)) &&
      (Object.keys(bin).length > 0 || scripts['start'] !== undefined || main !== undefined),
  );

/** The package in which a command starts a file. */
export const memberOf = (view: ProjectView, command: readonly string[] | undefined): Member | undefined =>
  membersOf(view).find(({ folder }) => command?.some((word) => word.startsWith(`${folder}/`)));

/** The workspace as one of its packages sees it: its sources, and the manifests and the lock of all. */
export const viewOfMember = (view: ProjectView, { folder }: Member): ProjectView => ({
  ...view,
  texts: new Map([...view.texts].filter(([path]) => !isSource(path, 'node') || path.startsWith(`${folder}/`))),
});

const manifestOf = ({ texts }: ProjectView, folder: string) => {
  const text = texts.get(`${folder}/package.json`);
  return text === undefined ? undefined : nodeManifest({ texts: new Map([['package.json', text]]) });
};

/** `packages/*`, `apps/**`, `tools/{a,b}` is left to the package manager. */
function patternOf(glob: string): RegExp {
  const parts = glob
    .replace(/^\.\//u, '')
    .replace(/\/$/u, '')
    .split('/')
    .map((part) =>
      part === '**' ? '.+' : part.replaceAll(/[.+?^${}()|[\]\\]/gu, String.raw`\$&`).replaceAll('*', '[^/]*'),
    );
  return new RegExp(`^${parts.join('/')}$`, 'u');
}
