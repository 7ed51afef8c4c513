import {
  entriesOf,
  entryAt,
  itemsOf,
  kindOf,
  nodeAt,
  textAt,
  textOf,
  type Located,
  type LocatedMap,
} from '../yaml/located.js';
import { CONDITIONS, FILE_KEYS, NESTED_KEYS, SERVICE_KEYS, type Shapes } from './keys.js';
import { readMount } from './mounts.js';
import { readPorts } from './ports.js';

/** Something that Compose refuses, or that means nothing to it. */
export interface FileProblem {
  readonly kind: 'invalid' | 'version' | 'v1';
  readonly file: string;
  readonly line: number;
  /** A sentence. */
  readonly message: string;
}

const MAX_PROBLEMS = 20;
const NAMES = /^[a-zA-Z0-9._-]+$/u;

/** What of a file Compose would refuse. Values that hold variables are filled in. */
export function validateFile(file: LocatedMap): FileProblem[] {
  const v1 = servicesOfV1(file);
  if (v1 !== undefined) return [v1];
  const found = new Problems();
  found.keys(file, FILE_KEYS, 'a Compose file', (key) => key.startsWith('x-'));
  const version = file.entries.get('version');
  if (version !== undefined) found.add(version.at, 'The key "version" means nothing to Compose since 2020.', 'version');
  const name = entryAt(file, 'name');
  const project = textOf(name?.value);
  if (name !== undefined && project !== undefined && project !== '' && !/^[a-z0-9][a-z0-9_-]*$/u.test(project))
    found.add(
      name.at,
      `"${project}" is no name of a project: lower-case letters, digits, "-" and "_", beginning with a letter or digit.`,
    );
  for (const section of ['services', 'networks', 'volumes', 'secrets', 'configs'])
    for (const [key, entry] of entriesOf(nodeAt(file, section))) {
      if (!NAMES.test(key)) found.add(entry.at, `"${key}" is no name: letters, digits, ".", "-" and "_".`);
      const { value } = entry;
      const may =
        section === 'services'
          ? value.kind === 'map'
          : value.kind === 'map' || (value.kind === 'scalar' && value.value === null);
      if (!may) found.add(entry.at, `${section}.${key} is ${kindOf(value)}, where a map is wanted.`);
      else if (section === 'services' && value.kind === 'map') service(found, key, value);
    }
  return found.list.slice(0, MAX_PROBLEMS);
}

class Problems {
  readonly list: FileProblem[] = [];

  add({ file, line }: { file: string; line: number }, message: string, kind: FileProblem['kind'] = 'invalid'): void {
    this.list.push({ kind, file, line, message });
  }

  keys(
    map: LocatedMap,
    known: Readonly<Record<string, Shapes>>,
    of: string,
    free: (key: string) => boolean = () => false,
  ): void {
    for (const [key, { at, value }] of map.entries) {
      if (free(key)) continue;
      const shapes = Object.hasOwn(known, key) ? known[key] : undefined;
      if (shapes === undefined) this.add(at, `"${key}" is no key of ${of}.${closest(key, Object.keys(known))}`);
      else if (value.tag === undefined && !fits(value, shapes))
        this.add(at, `${of}: ${key} is ${kindOf(value)}, where ${wanted(shapes)} is wanted.`);
    }
  }
}

function service(found: Problems, name: string, spec: LocatedMap): void {
  const of = `service "${name}"`;
  found.keys(spec, SERVICE_KEYS, of, (key) => key.startsWith('x-'));
  for (const [path, keys] of Object.entries(NESTED_KEYS)) {
    const node = nodeAt(spec, ...path.split('.'));
    if (node?.kind === 'map') found.keys(node, keys, `${path} of ${of}`, (key) => key.startsWith('x-'));
  }
  for (const item of itemsOf(nodeAt(spec, 'ports')))
    if (readPorts(item).length === 0)
      found.add(item.at, `${of}: "${textOf(item) ?? kindOf(item)}" is no port; write "127.0.0.1:8080:8080".`);
  for (const item of itemsOf(nodeAt(spec, 'volumes')))
    if (readMount(item) === undefined) found.add(item.at, `${of}: a volume is ${kindOf(item)} without a target.`);
  for (const key of ['environment', 'labels'])
    for (const [variable, { at, value }] of entriesOf(nodeAt(spec, key)))
      if (value.kind !== 'scalar')
        found.add(at, `${of}: ${key} ${variable} is ${kindOf(value)}, where text is wanted.`);
  for (const [dependency, { at, value }] of entriesOf(nodeAt(spec, 'depends_on'))) {
    const condition = textAt(value, 'condition');
    if (value.kind === 'map' && (condition === undefined || !CONDITIONS.includes(condition)))
      found.add(
        at,
        `${of} waits for ${dependency} with the condition "${condition ?? ''}"; there are ${CONDITIONS.join(', ')}.`,
      );
  }
  test(found, of, nodeAt(spec, 'healthcheck', 'test'));
  restart(found, of, spec);
  if (spec.entries.has('network_mode') && spec.entries.has('networks'))
    found.add(
      spec.entries.get('network_mode')?.at ?? spec.at,
      `${of} has both network_mode and networks, which exclude each other.`,
    );
}

function test(found: Problems, of: string, node: Located | undefined): void {
  if (node?.kind !== 'list') return;
  const [first] = node.items;
  const word = textOf(first) ?? '';
  if (!['CMD', 'CMD-SHELL', 'NONE'].includes(word))
    found.add(node.at, `healthcheck of ${of}: the list begins with "${word}", where CMD, CMD-SHELL or NONE is wanted.`);
}

function restart(found: Problems, of: string, spec: LocatedMap): void {
  const entry = spec.entries.get('restart');
  const policy = textOf(entry?.value);
  if (entry === undefined || entry.value.tag !== undefined || policy === undefined || policy === '') return;
  if (entry.value.kind === 'scalar' && entry.value.value === false)
    found.add(entry.at, `${of}: restart is a boolean; write "no" in quotes.`);
  else if (!/^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/u.test(policy))
    found.add(
      entry.at,
      `${of}: "${policy}" is no restart policy; there are "no", always, on-failure and unless-stopped.`,
    );
}

/** Files of the first Compose had services where now the sections are. */
function servicesOfV1(file: LocatedMap): FileProblem | undefined {
  if (file.entries.has('services') || file.entries.has('include')) return undefined;
  const [first] = [...file.entries].filter(
    ([key, { value }]) =>
      !Object.hasOwn(FILE_KEYS, key) &&
      value.kind === 'map' &&
      (value.entries.has('image') || value.entries.has('build')),
  );
  if (first === undefined) return undefined;
  const [name, { at }] = first;
  return {
    kind: 'v1',
    ...at,
    message: `The service "${name}" stands at the top level, as in files for the first Compose, which no version of today reads.`,
  };
}

const LETTERS: Readonly<Record<string, string>> = {
  s: 'text',
  n: 'a number',
  b: 'true or false',
  l: 'a list',
  m: 'a map',
  z: 'nothing',
};
const wanted = (shapes: Shapes): string => {
  const words = shapes.split('').filter((letter) => letter !== 'z' && (letter !== 's' || !/[nb]/u.test(shapes)));
  return words.map((letter) => LETTERS[letter]).join(' or ');
};

function fits(node: Located, shapes: Shapes): boolean {
  if (node.kind === 'list') return shapes.includes('l');
  if (node.kind === 'map') return shapes.includes('m');
  if (node.value === null) return true;
  if (typeof node.value === 'string') return shapes.includes('s');
  return (
    shapes.includes(typeof node.value === 'number' ? 'n' : 'b') ||
    (shapes.includes('s') && typeof node.value === 'number')
  );
}

/** A key that was perhaps meant. */
function closest(key: string, known: readonly string[]): string {
  const near = known.find((one) => distance(key.toLowerCase(), one) <= (key.length > 5 ? 2 : 1));
  return near === undefined ? '' : ` Is "${near}" meant?`;
}

function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 3;
}
