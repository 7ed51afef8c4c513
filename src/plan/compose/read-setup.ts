import * as posix from 'node:path/posix';
import type { ComposeProblem } from '../../model/facts/compose.js';
import { parseEnvFile } from '../../model/env-file.js';
import {
  entriesOf,
  entryAt,
  itemsOf,
  mapOf,
  nodeAt,
  plainOf,
  textAt,
  textsOf,
  type LocatedEntry,
  type LocatedMap,
  type Place,
} from '../yaml/located.js';
import type { Lookup } from './interpolate.js';
import { mergeFiles, mergeServices, settled } from './merge.js';
import { includedPaths, isElsewhere, readComposeFile, type ReadComposeFile } from './read-file.js';
import { rebased } from './rebase.js';

export interface ComposeTexts {
  /** Text of a file by its path, relative to the project; undefined when there is none. */
  readonly texts: ReadonlyMap<string, string>;
  readonly lookup: Lookup;
}

export interface MergedSetup {
  readonly tree: LocatedMap;
  readonly problems: readonly ComposeProblem[];
  /** Something is kept elsewhere, or could not be read. */
  readonly incomplete: boolean;
}

const MAX_LEVELS = 12;
const SECTIONS = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'] as const;

/** Files laid over each other, with what they extend and include: what `docker compose --file A --file B config` prints. */
export function mergeSetup(paths: readonly string[], given: ComposeTexts): MergedSetup {
  const state: State = { problems: [], incomplete: false };
  const directory = posix.dirname(paths[0] ?? '.');
  const tree = new Files(given, directory, state, 0).merged(paths);
  return { tree, problems: state.problems, incomplete: state.incomplete };
}

interface State {
  readonly problems: ComposeProblem[];
  incomplete: boolean;
}

class Files {
  readonly #given: ComposeTexts;
  /** Relative to this, paths are meant. */
  readonly #directory: string;
  readonly #state: State;
  readonly #level: number;
  readonly #read = new Map<string, ReadComposeFile | undefined>();

  constructor(given: ComposeTexts, directory: string, state: State, level: number) {
    this.#given = given;
    this.#directory = directory;
    this.#state = state;
    this.#level = level;
  }

  merged(paths: readonly string[]): LocatedMap {
    const at = { file: paths[0] ?? '', line: 1 };
    const trees = paths.flatMap((path) => this.#whole(path) ?? []);
    const [first, ...others] = trees;
    return first === undefined ? mapOf([], at) : others.reduce(mergeFiles, settled(first));
  }

  /** A file with its services extended, and what it includes. */
  #whole(path: string): LocatedMap | undefined {
    const file = this.#file(path);
    if (file?.tree === undefined) {
      this.#state.incomplete = true;
      return undefined;
    }
    const { tree } = file;
    const services = entriesOf(nodeAt(tree, 'services')).map(([name, entry]): [string, LocatedEntry] => [
      name,
      { ...entry, value: this.#extended(path, name, entry, []) },
    ]);
    const section = entryAt(tree, 'services');
    const own = mapOf(
      [...tree.entries]
        .filter(([key]) => key !== 'include')
        .map(([key, entry]) => [
          key,
          key === 'services' && section !== undefined
            ? { ...entry, value: mapOf(services, section.value.at, section.value.tag) }
            : entry,
        ]),
      tree.at,
    );
    return itemsOf(nodeAt(tree, 'include')).reduce<LocatedMap>((under, item) => {
      const paths = includedPaths(item);
      if (paths.length === 0 || paths.some((one) => isElsewhere(one)) || this.#level >= MAX_LEVELS) {
        this.#state.incomplete = true;
        return under;
      }
      const files = paths.map((one) => join(this.#directory, one));
      const from = textAt(item, 'project_directory');
      const directory = from === undefined ? posix.dirname(files[0] ?? '.') : join(this.#directory, from);
      const absent = files.filter((one) => !this.#given.texts.has(one));
      for (const one of absent) this.#missing(item.at, `It includes ${one}, and there is no such file.`);
      const included = new Files(
        { texts: this.#given.texts, lookup: this.#lookupIn(directory, textsOf(nodeAt(item, 'env_file'))) },
        directory,
        this.#state,
        this.#level + 1,
      ).merged(files.filter((one) => !absent.includes(one)));
      return this.#joined(under, rebased(included, directory, this.#directory), item.at);
    }, own);
  }

  /** Variables of the environment first, then those of the folder that is included. */
  #lookupIn(directory: string, files: readonly string[]): Lookup {
    const { lookup, texts } = this.#given;
    const paths = files.length === 0 ? [join(directory, '.env')] : files.map((one) => join(this.#directory, one));
    const entries = paths.flatMap((path) => parseEnvFile(texts.get(path) ?? '').entries);
    return (name) => lookup(name) ?? entries.findLast(({ key }) => key === name)?.value;
  }

  #joined(own: LocatedMap, included: LocatedMap, at: Place): LocatedMap {
    const entries = new Map(own.entries);
    for (const section of SECTIONS) {
      const theirs = nodeAt(included, section);
      if (theirs?.kind !== 'map') continue;
      const ours = nodeAt(own, section);
      const joined = new Map(ours?.kind === 'map' ? ours.entries : []);
      for (const [name, entry] of theirs.entries) {
        const before = joined.get(name);
        if (before === undefined) joined.set(name, entry);
        else if (JSON.stringify(plainOf(before.value)) !== JSON.stringify(plainOf(entry.value)))
          this.#state.problems.push({
            kind: 'reference',
            ...before.at,
            message: `${section}.${name} is also in ${entry.at.file}, which is included, and differs there.`,
          });
      }
      entries.set(section, { at: own.entries.get(section)?.at ?? at, value: mapOf(joined, ours?.at ?? theirs.at) });
    }
    return mapOf(entries, own.at);
  }

  #extended(path: string, name: string, entry: LocatedEntry, seen: readonly string[]): LocatedMap {
    const own = entry.value.kind === 'map' ? entry.value : mapOf([], entry.at);
    const extended = own.entries.get('extends');
    if (extended === undefined) return own;
    const without = mapOf(
      [...own.entries].filter(([key]) => key !== 'extends'),
      own.at,
      own.tag,
    );
    const base = textAt(extended.value, 'service');
    const file = textAt(extended.value, 'file');
    if (base === undefined) return without;
    if (file !== undefined && isElsewhere(file)) {
      this.#state.incomplete = true;
      return without;
    }
    const from = file === undefined ? path : join(this.#directory, file);
    const id = `${from}#${base}`;
    if (seen.includes(id) || seen.length >= MAX_LEVELS) {
      this.#problem(extended.at, `The service "${name}" extends itself, by way of "${base}".`);
      return without;
    }
    if (!this.#given.texts.has(from)) {
      this.#missing(extended.at, `The service "${name}" extends one of ${from}, and there is no such file.`);
      return without;
    }
    const directory = posix.dirname(from);
    const files = from === path ? this : new Files(this.#given, directory, this.#state, this.#level + 1);
    const found = entryAt(files.#file(from)?.tree, 'services', base);
    if (found === undefined) {
      this.#problem(extended.at, `The service "${name}" extends "${base}", which ${from} does not have.`);
      return without;
    }
    const under = files.#extended(from, base, found, [...seen, id]);
    return mergeServices(from === path ? under : rebasedService(under, directory, this.#directory), without);
  }

  #file(path: string): ReadComposeFile | undefined {
    const known = this.#read.get(path);
    if (known !== undefined) return known;
    const text = this.#given.texts.get(path);
    if (text === undefined) return undefined;
    const file = readComposeFile(path, text, this.#given.lookup);
    this.#read.set(path, file);
    this.#state.problems.push(...file.problems);
    return file;
  }

  #problem(at: Place, message: string): void {
    this.#state.incomplete = true;
    this.#state.problems.push({ kind: 'reference', ...at, message });
  }

  #missing(at: Place, message: string): void {
    this.#state.incomplete = true;
    this.#state.problems.push({ kind: 'missing-file', ...at, message });
  }
}

function rebasedService(service: LocatedMap, from: string, to: string): LocatedMap {
  const file = mapOf(
    [['services', { at: service.at, value: mapOf([['it', { at: service.at, value: service }]], service.at) }]],
    service.at,
  );
  const moved = nodeAt(rebased(file, from, to), 'services', 'it');
  return moved?.kind === 'map' ? moved : service;
}

const join = (directory: string, path: string): string => posix.normalize(posix.join(directory, path));
