import { listOf, mapOf, nodeAt, textOf, type Located, type LocatedMap } from '../yaml/located.js';
import { readYaml } from '../yaml/read-yaml.js';
import { interpolate, type Lookup } from './interpolate.js';
import { validateFile } from './validate-file.js';
import type { ComposeProblem } from '../../model/facts/compose.js';
import { canonicalFile } from './canonical.js';
import { mergeFiles } from './merge.js';

/** Longer texts hold no variables that matter. */
const MAX_TEXT = 20_000;

export interface ReadComposeFile {
  /** Variables filled in, every service in its canonical form; absent when it is no Compose file. */
  readonly tree?: LocatedMap;
  readonly problems: readonly ComposeProblem[];
  /** As it is written. */
  readonly written: readonly Located[];
}

/** One Compose file by itself. Never throws. */
export function readComposeFile(path: string, text: string, lookup: Lookup): ReadComposeFile {
  const { documents, problems } = readYaml(path, text);
  const found: ComposeProblem[] = problems.map((problem) => ({ kind: 'invalid', file: path, ...problem }));
  if (documents.length === 0) {
    if (found.length === 0) found.push({ kind: 'invalid', file: path, line: 1, message: 'The file is empty.' });
    return { problems: found, written: [] };
  }
  const trees: LocatedMap[] = [];
  for (const document of documents) {
    if (document.kind !== 'map') {
      found.push({ kind: 'invalid', ...document.at, message: 'A Compose file is a map with the key "services".' });
      continue;
    }
    const unset: ComposeProblem[] = [];
    const bad: ComposeProblem[] = [];
    const tree = filledIn(document, lookup, unset, bad) as LocatedMap;
    // Without its value nobody can say what the line would be.
    const known = validateFile(tree).filter(({ line }) => ![...unset, ...bad].some((one) => one.line === line));
    found.push(...known, ...bad, ...unset);
    trees.push(canonicalFile(tree));
  }
  const [first, ...others] = trees;
  return {
    problems: found,
    written: documents,
    ...(first !== undefined && !found.some(({ kind }) => kind === 'v1') && { tree: others.reduce(mergeFiles, first) }),
  };
}

function filledIn(node: Located, lookup: Lookup, unset: ComposeProblem[], bad: ComposeProblem[]): Located {
  if (node.kind === 'list')
    return listOf(
      node.items.map((item) => filledIn(item, lookup, unset, bad)),
      node.at,
      node.tag,
    );
  if (node.kind === 'map')
    return mapOf(
      [...node.entries].map(([key, { at, value }]) => [key, { at, value: filledIn(value, lookup, unset, bad) }]),
      node.at,
      node.tag,
    );
  if (typeof node.value !== 'string' || !node.text.includes('$') || node.text.length > MAX_TEXT) return node;
  const { text, required, invalid } = interpolate(node.text, lookup);
  if (invalid !== undefined)
    bad.push({ kind: 'invalid', ...node.at, message: `"${invalid}" is no variable; write "$$" for a dollar sign.` });
  for (const { name } of required)
    unset.push({ kind: 'unset', ...node.at, message: `The variable ${name} has to be set, and is not.` });
  return { ...node, value: text, text };
}

/** Whether a path of another file leads away from this machine, to a place of its own, or out of the folder to what is no YAML by its name. */
export const isElsewhere = (path: string): boolean =>
  /^(?:oci|https?|git|ssh):|^[a-z]+:\/\/|^git@|^[/~]|^[A-Za-z]:[\\/]/u.test(path) ||
  (/(?:^|\/)\.\.\//u.test(path) && !/\.ya?ml$/iu.test(path));

/** Paths of other files that it takes services from, as written. */
export function referencedFiles(tree: LocatedMap): { extended: string[]; included: string[][] } {
  const services = nodeAt(tree, 'services');
  const extended = [...(services?.kind === 'map' ? services.entries.values() : [])].flatMap(
    ({ value }) => textOf(nodeAt(value, 'extends', 'file')) ?? [],
  );
  const include = nodeAt(tree, 'include');
  const included = (include?.kind === 'list' ? include.items : []).map(includedPaths);
  return { extended, included };
}

/** The files of one entry of `include`. */
export function includedPaths(item: Located): string[] {
  const paths = item.kind === 'map' ? nodeAt(item, 'path') : item;
  if (paths?.kind === 'list') return paths.items.map((one) => textOf(one)).filter((one) => one !== undefined);
  const path = textOf(paths);
  return path === undefined ? [] : [path];
}
