import * as posix from 'node:path/posix';
import { listOf, mapOf, scalar, textOf, type Located, type LocatedMap } from '../yaml/located.js';
import { isPath, readMount } from './mounts.js';

/** Paths below a service, `*` for every item of a list. All are canonical. */
const SERVICE_PATHS: readonly (readonly string[])[] = [
  ['build', 'context'],
  ['env_file', '*', 'path'],
  ['label_file', '*'],
  ['develop', 'watch', '*', 'path'],
  ['extends', 'file'],
];

/** A file whose paths are meant from one folder, so that they are meant from another. */
export function rebased(file: LocatedMap, from: string, to: string): LocatedMap {
  const away = posix.relative(to, from);
  if (away === '') return file;
  const move = (text: string) =>
    /^(?:\/|~|[A-Za-z]:[\\/]|[a-z]+:\/\/|git@)/u.test(text) ? text : localPath(posix.join(away, text));
  const sections: Readonly<Record<string, (node: Located) => Located>> = {
    services: (node) => {
      const moved = SERVICE_PATHS.reduce((whole, path) => change(whole, path, (text) => onText(text, move)), node);
      return change(moved, ['volumes', '*'], (item) => mount(item, move));
    },
    secrets: (node) => change(node, ['file'], (text) => onText(text, move)),
    configs: (node) => change(node, ['file'], (text) => onText(text, move)),
  };
  return mapOf(
    [...file.entries].map(([key, entry]) => {
      const to = Object.hasOwn(sections, key) ? sections[key] : undefined;
      return [key, to === undefined ? entry : { ...entry, value: change(entry.value, ['*'], to) }];
    }),
    file.at,
  );
}

const localPath = (path: string) => (path.startsWith('.') ? path : `./${path}`);

const onText = (node: Located, move: (text: string) => string): Located => {
  const text = textOf(node);
  return text === undefined ? node : scalar(move(text), node.at);
};

function mount(item: Located, move: (text: string) => string): Located {
  const read = readMount(item);
  if (read?.source === undefined || read.type !== 'bind' || !isPath(read.source)) return item;
  if (item.kind === 'map') return change(item, ['source'], (text) => onText(text, move));
  return onText(item, (text) => `${move(read.source ?? '')}${text.slice(read.source?.length)}`);
}

/** The value with what stands under a path replaced; `*` is each item of a list or each value of a map. */
function change(node: Located, [key, ...rest]: readonly string[], to: (node: Located) => Located): Located {
  if (key === undefined) return to(node);
  if (node.kind === 'list')
    return key === '*'
      ? listOf(
          node.items.map((item) => change(item, rest, to)),
          node.at,
          node.tag,
        )
      : node;
  if (node.kind !== 'map') return node;
  return mapOf(
    [...node.entries].map(([name, entry]) => [
      name,
      key === '*' || key === name ? { ...entry, value: change(entry.value, rest, to) } : entry,
    ]),
    node.at,
    node.tag,
  );
}
