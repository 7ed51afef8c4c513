import * as posix from 'node:path/posix';
import type { ComposeProblem, ComposeProject, ComposeService, ComposeSetup } from '../../model/facts/compose.js';
import { entriesOf, isTrue, nodeAt, type LocatedMap } from '../yaml/located.js';
import { findSetups, isForDevelopment, type FoundSetup } from './find-setups.js';
import type { Lookup } from './interpolate.js';
import { literalSecrets } from './literal-secrets.js';
import { readComposeFile } from './read-file.js';
import { mergeSetup } from './read-setup.js';
import { setupProblems } from './setup-problems.js';
import { serviceOf } from './service-of.js';

export interface ComposeInput {
  /** Compose files of the folder, by which they are started; others may be among the texts. */
  readonly paths: readonly string[];
  /** Files of `COMPOSE_FILE`. */
  readonly named?: readonly string[];
  readonly texts: ReadonlyMap<string, string>;
  /** Must not tell secrets: what it says becomes part of the fact. */
  readonly lookup: Lookup;
  readonly environmentFile: boolean;
}

const MAX_SETUPS = 12;
const MAX_SERVICES = 100;
const MAX_PROBLEMS = 50;

/** Everything that the Compose files of a project say, one setup for each way in which they are laid over each other. */
export function readComposeProject(input: ComposeInput): ComposeProject {
  const { paths, texts, lookup, named = [] } = input;
  const alone = new Map(paths.map((path) => [path, readComposeFile(path, texts.get(path) ?? '', lookup)]));
  const setups = findSetups(paths, { named, whole: (path) => isWhole(alone.get(path)?.tree) }).slice(0, MAX_SETUPS);
  const problems: ComposeProblem[] = [];
  const read = setups.map((setup) => {
    const { tree, incomplete, problems: own } = mergeSetup(setup.files, input);
    const described = describe(setup, tree, incomplete);
    problems.push(...own, ...(incomplete ? [] : setupProblems(described)));
    return described;
  });
  return {
    files: [...paths],
    environmentFile: input.environmentFile,
    problems: once(problems).slice(0, MAX_PROBLEMS),
    setups: read,
    literalSecrets: [...texts.keys()].flatMap((path) =>
      /\.ya?ml$/u.test(path)
        ? literalSecrets(path, (alone.get(path) ?? readComposeFile(path, texts.get(path) ?? '', lookup)).written)
        : [],
    ),
  };
}

/** Whether a file can be started without another one below it. */
function isWhole(tree: LocatedMap | undefined): boolean {
  const services = entriesOf(nodeAt(tree, 'services'));
  const names = services.map(([name]) => name);
  return (
    services.length > 0 &&
    services.every(
      ([, { value }]) =>
        ['image', 'build', 'extends', 'provider'].some((key) => nodeAt(value, key) !== undefined) &&
        entriesOf(nodeAt(value, 'depends_on')).every(([name]) => names.includes(name)) &&
        entriesOf(nodeAt(value, 'networks')).every(
          ([name]) => name === 'default' || nodeAt(tree, 'networks', name) !== undefined,
        ),
    )
  );
}

function describe(setup: FoundSetup, tree: LocatedMap, incomplete: boolean): ComposeSetup {
  const resources = (section: string) =>
    entriesOf(nodeAt(tree, section)).map(([name, { at, value }]) => ({
      ...at,
      name,
      external: isTrue(nodeAt(value, 'external')) || nodeAt(value, 'external')?.kind === 'map',
      internal: isTrue(nodeAt(value, 'internal')),
    }));
  const plain = (section: string) => resources(section).map(({ internal: _internal, ...rest }) => rest);
  const services = entriesOf(nodeAt(tree, 'services'))
    .slice(0, MAX_SERVICES)
    .map(([name, entry]) => serviceOf(name, entry));
  return {
    files: [...setup.files],
    kind: setup.kind,
    development: setup.development || setup.files.some((path) => isForDevelopment(path)),
    incomplete,
    services: services.map((service) => inProject(service, posix.dirname(setup.files[0] ?? '.'))),
    networks: resources('networks'),
    volumes: plain('volumes'),
    secrets: plain('secrets'),
    configs: plain('configs'),
  };
}

/** Paths as they are called from the project and not from the folder of the file. */
function inProject(service: ComposeService, directory: string): ComposeService {
  const { build } = service;
  const move = (path: string) =>
    /^(?:\/|~|[A-Za-z]:[\\/]|[a-z+]+:\/\/|git@)/u.test(path)
      ? path
      : posix.normalize(posix.join(directory, path)).replace(/(?<=.)\/$/u, '');
  return {
    ...service,
    ...(build !== undefined && {
      build: { ...build, ...(build.context !== undefined && { context: move(build.context) }) },
    }),
    envFiles: service.envFiles.map((file) => ({ ...file, path: move(file.path) })),
    mounts: service.mounts.map((mount) =>
      mount.type === 'bind' && mount.source !== undefined ? { ...mount, source: move(mount.source) } : mount,
    ),
  };
}

/** One file is read for several setups and wrong in each. */
const once = (problems: readonly ComposeProblem[]): ComposeProblem[] => [
  ...new Map(problems.map((problem) => [`${problem.file}:${problem.line} ${problem.message}`, problem])).values(),
];
