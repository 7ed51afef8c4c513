import type { BuiltImage, Contribution, DataStore, Part, SecretName } from '../parts/part.js';
import { mergeNodes, orderedService, type ComposeMap, type ComposeNode } from './compose-node.js';
import { serverCompose, serverDevelopment, serverProduction, type StackNames } from './server-services.js';

/** The services of a project, before they are text. */
export interface Stack {
  readonly compose: ComposeMap;
  readonly development: ComposeMap;
  readonly production: ComposeMap;
  readonly images: Readonly<Record<string, BuiltImage>>;
  readonly secrets: readonly SecretName[];
  readonly variables: NonNullable<Contribution['variables']>;
  readonly withoutVariables: readonly string[];
  readonly services: NonNullable<Contribution['services']>;
  readonly notes: readonly string[];
  readonly hostPort: (wanted: number) => number;
  readonly store: DataStore;
  /** How to save and bring back what the last part that keeps data keeps. */
  readonly backup?: NonNullable<Contribution['backups']>[number];
}

/** The server, what it is like itself (`own`), and one part after the other laid over it. */
export function planStack(
  names: StackNames,
  parts: readonly Part[],
  own: readonly Pick<Part, 'contribute'>[] = [],
): Stack {
  const hostPort = portsApartFrom(names.mcpPort);
  const all = [...own, ...parts].map((part) =>
    part.contribute({ ...names, hostPort, has: (id) => parts.some((other) => other.id === id) }),
  );
  const secrets = [...new Set(all.flatMap((one) => one.secrets ?? []))];
  const backup = all.flatMap(({ backups = [] }) => backups).at(-1);
  const store = all.flatMap((one) => one.store ?? []).at(-1);
  return {
    hostPort,
    store: store ?? { kind: 'volume', key: 'data', service: 'mcp-server', path: names.dataPath },
    compose: withSecrets(finished(laid(serverCompose(names), all, 'compose', 'adjust'), true), secrets),
    development: laid(serverDevelopment(names), all, 'development', 'adjustDevelopment'),
    production: laid(serverProduction(), all, 'production', 'adjustProduction'),
    images: Object.assign({}, ...all.map(({ images = {} }) => images)) as Record<string, BuiltImage>,
    secrets,
    variables: all.flatMap(({ variables = [] }) => variables),
    withoutVariables: all.flatMap(({ withoutVariables = [] }) => withoutVariables),
    services: all.flatMap(({ services = [] }) => services),
    notes: all.flatMap(({ notes = [] }) => notes),
    ...(backup && { backup }),
  };
}

type Layer = 'compose' | 'development' | 'production';
type Adjustment = 'adjust' | 'adjustDevelopment' | 'adjustProduction';

function laid(
  base: ComposeMap,
  contributions: readonly Contribution[],
  layer: Layer,
  adjustment: Adjustment,
): ComposeMap {
  const merged = contributions.reduce((under, one) => mergeNodes(under, one[layer] ?? {}), base);
  const known = new Set(
    [servicesOf(base), ...contributions.map((one) => servicesOf(one.compose ?? {}))].flatMap(Object.keys),
  );
  return contributions.reduce((under, one) => {
    const there = Object.entries(one[adjustment] ?? {}).filter(([name]) => known.has(name));
    return there.length === 0 ? under : mergeNodes(under, { services: Object.fromEntries(there) });
  }, merged);
}

const servicesOf = (compose: ComposeMap) => (compose['services'] ?? {}) as ComposeMap;

/** Keys in the usual order, no empty sections, and what is referred to before what refers to it. */
function finished(compose: ComposeMap, ordered: boolean): ComposeMap {
  const entries = Object.entries(compose).filter(([, node]) => !isEmpty(node));
  const rank = ([key]: [string, ComposeNode]) =>
    ['x-container', 'x-server', 'services'].indexOf(key.replace(/^#/u, ''));
  const sorted = entries.toSorted((a, b) => (rank(a) === -1 ? 9 : rank(a)) - (rank(b) === -1 ? 9 : rank(b)));
  return Object.fromEntries(
    sorted.map(([key, node]) => {
      if (!ordered) return [key, node];
      if (key === 'services') return [key, mapValues(node as ComposeMap, orderedService)];
      return [key, key.startsWith('x-') ? orderedService(node as ComposeMap) : node];
    }),
  );
}

const isEmpty = (node: ComposeNode) => typeof node === 'object' && node !== null && Object.keys(node).length === 0;

const mapValues = (map: ComposeMap, change: (value: ComposeMap) => ComposeMap): ComposeMap =>
  Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key, typeof value === 'string' ? value : change(value as ComposeMap)]),
  );

function withSecrets(compose: ComposeMap, secrets: readonly SecretName[]): ComposeMap {
  if (secrets.length === 0) return compose;
  return {
    ...compose,
    '#secrets': 'Containers see these files below /run/secrets, as they are on this machine: readable for their users.',
    secrets: Object.fromEntries(secrets.map((name) => [name, { file: `./secrets/${name}` }])),
  };
}

/** Gives every port once: the wanted one, or the next that is free; and the same one whenever it is wanted again. */
function portsApartFrom(taken: number): (wanted: number) => number {
  const given = new Map<number, number>();
  return (wanted) => {
    const known = given.get(wanted);
    if (known !== undefined) return known;
    let port = wanted;
    while (port === taken || [...given.values()].includes(port)) port += 1;
    given.set(wanted, port);
    return port;
  };
}
