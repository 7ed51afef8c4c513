import * as posix from 'node:path/posix';
import type { DeployFiles, Directive, LocatedDocument } from '../../model/facts/deploy.js';
import { isComposeName, isStackName } from '../compose/find-setups.js';
import { nodeAt, textAt, type Located } from '../yaml/located.js';
import { readYaml, type TextProblem } from '../yaml/read-yaml.js';
import { describeDocument } from './located-document.js';
import { readCaddyfile, readNginx } from './read-directives.js';
import { readJson } from './read-json.js';
import { readToml } from './read-toml.js';

export const emptyDeployFiles = (): DeployFiles => ({
  kubernetes: [],
  kustomizations: [],
  charts: [],
  stacks: [],
  platforms: [],
  traefik: [],
  proxies: [],
  problems: [],
  secrets: [],
  paths: {},
  truncated: false,
});

const CADDY = /^(?:Caddyfile(?:\..+)?|.+\.caddyfile)$/iu;
const NGINX = /\.(?:conf|nginx)(?:\.template)?$/u;
const TRAEFIK = /^(?:traefik|dynamic(?:[-_]conf(?:ig)?)?)(?:[._-][\w.-]+)?\.(?:ya?ml|toml)$/u;
const PLATFORMS: Readonly<Record<string, DeployFiles['platforms'][number]['platform']>> = {
  'railway.json': 'railway',
  'railway.toml': 'railway',
  'render.yaml': 'render',
  'render.yml': 'render',
  'fly.toml': 'fly',
};
const TASK = /(?:^|[-_.])(?:task[-_]?def(?:inition)?s?|ecs)(?:[-_.][\w.-]*)?\.json$/u;
const KUSTOMIZATION = /^kustomization\.ya?ml$|^Kustomization$/u;

/** Whether a file may be one that this looks at, by its name. */
export function isCandidate(path: string): boolean {
  const name = posix.basename(path);
  if (isComposeName(name)) return false;
  return (
    /\.ya?ml$/u.test(name) ||
    Object.hasOwn(PLATFORMS, name) ||
    TASK.test(name) ||
    CADDY.test(name) ||
    NGINX.test(name) ||
    TRAEFIK.test(name) ||
    KUSTOMIZATION.test(name)
  );
}

/** Adds what one file says. What is of no use for a deployment leaves no trace. */
export function readDeployFile(found: DeployFiles, path: string, text: string): void {
  const name = posix.basename(path);
  const problems = (of: DeployFiles['problems'][number]['of'], list: readonly TextProblem[]) =>
    found.problems.push(...list.map(({ line, message }) => ({ of, file: path, line, message })));
  const add = (list: LocatedDocument[], node: Located) => {
    const { document, secrets } = describeDocument(node);
    list.push(document);
    found.secrets.push(...secrets);
  };
  const platform = Object.hasOwn(PLATFORMS, name) ? PLATFORMS[name] : TASK.test(name) ? 'ecs' : undefined;
  if (platform !== undefined) {
    const read = name.endsWith('.toml')
      ? readToml(path, text)
      : name.endsWith('.json')
        ? readJson(path, text)
        : firstOf(readYaml(path, text));
    // Other things are called so as well.
    if (platform === 'ecs' && read.root !== undefined && nodeAt(read.root, 'containerDefinitions') === undefined)
      return;
    problems('platform', read.problems);
    const documents: LocatedDocument[] = [];
    if (read.root !== undefined) add(documents, read.root);
    found.platforms.push(...documents.map((document) => ({ platform, document })));
  } else if (CADDY.test(name)) proxy(found, 'caddy', path, readCaddyfile(text), problems);
  else if (NGINX.test(name)) {
    // Other programs have files of that name too.
    if (/\b(?:proxy_pass|server_name|upstream)\b/u.test(text)) proxy(found, 'nginx', path, readNginx(text), problems);
  } else if (TRAEFIK.test(name)) {
    const read = name.endsWith('.toml') ? readToml(path, text) : firstOf(readYaml(path, text));
    const known = ['http', 'entryPoints', 'providers', 'tcp'].some((key) => nodeAt(read.root, key) !== undefined);
    if (read.root !== undefined && known) add(found.traefik, read.root);
    else if (name.startsWith('traefik')) problems('proxy', read.problems);
  } else if (isStackName(name)) {
    const read = firstOf(readYaml(path, text));
    problems('stack', read.problems);
    if (read.root !== undefined) add(found.stacks, read.root);
  } else manifests(found, path, text, add, problems);
}

function manifests(
  found: DeployFiles,
  path: string,
  text: string,
  add: (list: LocatedDocument[], node: Located) => void,
  problems: (of: 'kubernetes', list: readonly TextProblem[]) => void,
): void {
  const ofKustomize = KUSTOMIZATION.test(posix.basename(path));
  if (!ofKustomize && !/^(?:apiVersion|"?apiVersion"?)\s*:/mu.test(text)) return;
  const read = readYaml(path, text);
  // What another program fills in first is no manifest yet.
  if (read.problems.length > 0 && /\{\{[^\n]*\}\}|\{%/u.test(text)) return;
  problems('kubernetes', read.problems);
  for (const document of read.documents.filter((one) => !UNFILLED.test(textAt(one, 'metadata', 'name') ?? ''))) {
    if (ofKustomize || textAt(document, 'kind') === 'Kustomization') add(found.kustomizations, document);
    else if (textAt(document, 'kind') === 'List' && textAt(document, 'apiVersion') === 'v1') {
      const items = nodeAt(document, 'items');
      for (const item of items?.kind === 'list' ? items.items : []) add(found.kubernetes, item);
    } // Other programs number their files with that word too.
    else if (/^(?:v\d|[\w.-]+\/v\d)/u.test(textAt(document, 'apiVersion') ?? '')) add(found.kubernetes, document);
  }
}

/** Names that stand for one: `APP_NAME`, `$NAME`, `<name>`, `__NAME__`. */
const UNFILLED = /^_*[A-Z][A-Z0-9_]*$|\$[\w{(]|\{\{|^<.*>$|^%.*%$/u;

const firstOf = ({
  documents,
  problems,
}: {
  documents: readonly Located[];
  problems: readonly TextProblem[];
}): { root?: Located; problems: readonly TextProblem[] } => ({
  ...(documents[0] !== undefined && { root: documents[0] }),
  problems,
});

function proxy(
  found: DeployFiles,
  kind: 'nginx' | 'caddy',
  file: string,
  { directives, problems: wrong }: { directives: Directive[]; problems: readonly TextProblem[] },
  problems: (of: 'proxy', list: readonly TextProblem[]) => void,
): void {
  // Pieces with variables of a program that fills them in are no whole files.
  if (!file.endsWith('.template')) problems('proxy', wrong);
  found.proxies.push({ kind, file, directives });
}

/** Paths of the project that the files name. */
export function namedPaths({ kustomizations, platforms, proxies }: DeployFiles): string[] {
  const list = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  return [
    ...kustomizations.flatMap(({ file, value }) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [
            ...list(value['resources']),
            ...list(value['bases']),
            ...list(value['components']),
            ...list(value['patchesStrategicMerge']),
          ].map((one) => posix.join(posix.dirname(file), one))
        : [],
    ),
    ...platforms.flatMap(({ document }) => pathsOf(document)),
    ...proxies.flatMap(({ file, directives }) =>
      includes(directives).map((one) => posix.join(posix.dirname(file), one)),
    ),
  ];
}

/** Dockerfiles and contexts of platforms, from the folder of their file. */
export function pathsOf({ file, value }: LocatedDocument): string[] {
  const found: string[] = [];
  const visit = (node: unknown, key: string) => {
    if (typeof node === 'string' && /^(?:dockerfile(?:Path)?|dockerContext)$/u.test(key))
      found.push(posix.join(posix.dirname(file), node));
    if (typeof node === 'object' && node !== null) for (const [name, child] of Object.entries(node)) visit(child, name);
  };
  visit(value, '');
  return found;
}

const includes = (directives: readonly Directive[]): string[] =>
  directives.flatMap(({ name, args, block = [] }) => [
    ...(name === 'include' && args[0] !== undefined && !args[0].startsWith('/') && !args[0].includes('*')
      ? [args[0]]
      : []),
    ...includes(block),
  ]);
