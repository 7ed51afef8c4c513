import { cleanText } from '../../model/clean-text.js';
import type { ComposeService } from '../../model/facts/compose.js';
import { instructionWords, plainWord } from '../../model/dockerfile-words.js';
import { maskFoundSecrets } from '../../model/find-secrets.js';
import { isSecretName } from '../../model/secret-names.js';
import { secretsOfVariable } from '../../model/secret-variable.js';
import {
  entriesOf,
  entryAt,
  isTrue,
  itemsOf,
  nodeAt,
  textAt,
  textOf,
  textsOf,
  type Located,
  type LocatedEntry,
  type LocatedMap,
  type Place,
} from '../yaml/located.js';
import { bytesOf } from './bytes.js';
import { readMount } from './mounts.js';
import { withoutOptionSecrets } from './option-secrets.js';
import { readPorts } from './ports.js';

const MAX_ITEMS = 200;
const MAX_TEXT = 500;
/** Keys below which others are looked for by their line. */
const DEEP = ['build', 'deploy', 'healthcheck', 'logging'];

/** One service of files that were laid over each other, as a fact: bounded, without secrets, each thing with its line. */
export function serviceOf(name: string, { at, value }: LocatedEntry): ComposeService {
  const spec: LocatedMap = value.kind === 'map' ? value : { kind: 'map', entries: new Map(), at };
  const text = (key: string) => shown(textAt(spec, key));
  const [image, user, containerName, hostname, networkMode, restart] = [
    'image',
    'user',
    'container_name',
    'hostname',
    'network_mode',
    'restart',
  ].map(text);
  const command = wordsOf(nodeAt(spec, 'command'));
  const entrypoint = wordsOf(nodeAt(spec, 'entrypoint'));
  const replicas = Number(textAt(spec, 'deploy', 'replicas') ?? textAt(spec, 'scale') ?? 'none');
  const build = entryAt(spec, 'build');
  const healthcheck = nodeAt(spec, 'healthcheck');
  const logging = nodeAt(spec, 'logging');
  return {
    ...at,
    name,
    keys: Object.fromEntries(linesOf(spec, '')),
    ...(image !== undefined && { image }),
    ...(build !== undefined && { build: { ...build.at, ...buildOf(build.value) } }),
    ...(command !== undefined && { command }),
    ...(entrypoint !== undefined && { entrypoint }),
    profiles: textsOf(nodeAt(spec, 'profiles')),
    stdinOpen: isTrue(nodeAt(spec, 'stdin_open')),
    tty: isTrue(nodeAt(spec, 'tty')),
    ...(user !== undefined && { user }),
    ...(containerName !== undefined && { containerName }),
    ...(hostname !== undefined && { hostname }),
    ...(networkMode !== undefined && { networkMode }),
    namespaces: ['pid', 'ipc', 'uts', 'userns_mode', 'cgroup'].flatMap((key) => {
      const found = text(key);
      return found === undefined ? [] : [{ key, value: found }];
    }),
    networks: entriesOf(nodeAt(spec, 'networks'))
      .slice(0, MAX_ITEMS)
      .map(([network, entry]) => ({ ...entry.at, name: network, aliases: textsOf(nodeAt(entry.value, 'aliases')) })),
    links: textsOf(nodeAt(spec, 'links')).map((link) => link.split(':').at(-1) ?? link),
    extraHosts: [
      ...textsOf(nodeAt(spec, 'extra_hosts')).map((line) => line.split(/[:=]/u)[0] ?? ''),
      ...entriesOf(nodeAt(spec, 'extra_hosts')).map(([host]) => host),
    ],
    ports: itemsOf(nodeAt(spec, 'ports'))
      .flatMap(readPorts)
      .slice(0, MAX_ITEMS)
      .map(({ at: place, published, ...port }) => ({
        ...place,
        ...port,
        ...(published && { published: [...published] as [number, number] }),
      })),
    expose: textsOf(nodeAt(spec, 'expose'))
      .map((port) => Number.parseInt(port, 10))
      .filter((port) => port > 0),
    mounts: itemsOf(nodeAt(spec, 'volumes'))
      .slice(0, MAX_ITEMS)
      .flatMap((item) => {
        const mount = readMount(item);
        if (mount === undefined) return [];
        const { at: place, ...rest } = mount;
        return [{ ...place, ...rest }];
      }),
    dependsOn: entriesOf(nodeAt(spec, 'depends_on')).slice(0, MAX_ITEMS).map(dependencyOf),
    environment: entriesOf(nodeAt(spec, 'environment')).slice(0, MAX_ITEMS).map(variableOf),
    envFiles: itemsOf(nodeAt(spec, 'env_file')).slice(0, MAX_ITEMS).flatMap(envFileOf),
    secrets: namesOf(nodeAt(spec, 'secrets')),
    configs: namesOf(nodeAt(spec, 'configs')),
    ...(restart !== undefined && restart !== '' && { restart }),
    ...(healthcheck?.kind === 'map' && { healthcheck: healthcheckOf(healthcheck) }),
    readOnly: isTrue(nodeAt(spec, 'read_only')),
    privileged: isTrue(nodeAt(spec, 'privileged')),
    capAdd: textsOf(nodeAt(spec, 'cap_add')),
    capDrop: textsOf(nodeAt(spec, 'cap_drop')),
    securityOptions: textsOf(nodeAt(spec, 'security_opt')),
    ...(Number.isInteger(replicas) && { replicas }),
    limits: resourcesOf(spec, 'limits', textAt(spec, 'cpus'), textAt(spec, 'mem_limit')),
    reservations: resourcesOf(spec, 'reservations', undefined, textAt(spec, 'mem_reservation')),
    ...(logging?.kind === 'map' && { logging: loggingOf(logging) }),
  };
}

/** Lines of the keys of a service, with a dot between the levels. */
function linesOf(map: LocatedMap, before: string): [string, Place][] {
  return [...map.entries]
    .flatMap(([key, { at, value }]): [string, Place][] => [
      [`${before}${key}`, at],
      ...(value.kind === 'map' &&
      (before !== '' || DEEP.includes(key)) &&
      !/\.options$|\.args$|labels$/u.test(`${before}${key}`)
        ? linesOf(value, `${before}${key}.`)
        : []),
    ])
    .slice(0, MAX_ITEMS);
}

/** Without what is known to be secret, and cut. */
function shown(text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : cleanText(maskFoundSecrets(text.slice(0, 5_000), { place: 'history', name: '' }), MAX_TEXT);
}

/** A command as words: as they are, or as a shell would take them apart. */
function wordsOf(node: Located | undefined): string[] | undefined {
  const words =
    node?.kind === 'list'
      ? textsOf(node)
      : node === undefined
        ? undefined
        : instructionWords(textOf(node) ?? '').map(plainWord);
  return words && withoutOptionSecrets(words.slice(0, MAX_ITEMS)).map((word) => shown(word) ?? '');
}

function buildOf(node: Located): { context?: string; dockerfile?: string; target?: string } {
  return Object.fromEntries(
    ['context', 'dockerfile', 'target'].flatMap((key) => {
      const text = textAt(node, key);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}

function dependencyOf([name, { at, value }]: [string, LocatedEntry]): ComposeService['dependsOn'][number] {
  const condition = entryAt(value, 'condition');
  return {
    ...at,
    name,
    condition: textOf(condition?.value) ?? 'service_started',
    required: textAt(value, 'required') !== 'false',
    // A list of names has each condition where its name is.
    short: condition === undefined || condition.value.at === condition.at,
  };
}

function variableOf([name, { at, value }]: [string, LocatedEntry]): ComposeService['environment'][number] {
  const text = textOf(value);
  const entry = { ...at, name: cleanText(name, 100) };
  if (text === undefined) return entry;
  const url = urlOf(text);
  const secret = isSecretName(name) || secretsOfVariable(name, text).length > 0;
  return { ...entry, ...(!secret && { value: cleanText(text, MAX_TEXT) }), ...(url && { url }) };
}

/** The address in a value, without what may be secret of it. */
function urlOf(text: string): ComposeService['environment'][number]['url'] {
  const match =
    /^(?<scheme>[a-z][a-z0-9+.-]{0,30}):\/\/(?:[^\s/]*@)?(?<host>\[[^\]\s]+\]|[\w.-]{1,253})(?::(?<port>\d{1,5}))?(?:[/?#,]|$)/iu.exec(
      text,
    )?.groups;
  if (match?.['host'] === undefined) return undefined;
  const { scheme = '', host, port } = match;
  return { scheme: scheme.toLowerCase(), host: host.toLowerCase(), ...(port !== undefined && { port: Number(port) }) };
}

function envFileOf(item: Located): ComposeService['envFiles'] {
  const path = textAt(item, 'path');
  if (path === undefined) return [];
  return [{ ...item.at, path, required: textAt(item, 'required') !== 'false', there: true }];
}

const namesOf = (node: Located | undefined) =>
  itemsOf(node)
    .slice(0, MAX_ITEMS)
    .flatMap((item) => {
      const name = textAt(item, 'source') ?? textOf(item);
      return name === undefined ? [] : [{ ...item.at, name }];
    });

function healthcheckOf(node: LocatedMap): NonNullable<ComposeService['healthcheck']> {
  const test = nodeAt(node, 'test');
  const words =
    test?.kind === 'list' ? textsOf(test) : test === undefined ? undefined : ['CMD-SHELL', textOf(test) ?? ''];
  const interval = textAt(node, 'interval');
  return {
    disabled: isTrue(nodeAt(node, 'disable')) || words?.[0] === 'NONE',
    ...(words !== undefined && { test: words.slice(0, MAX_ITEMS).map((word) => shown(word) ?? '') }),
    ...(interval !== undefined && { interval }),
  };
}

function resourcesOf(
  spec: LocatedMap,
  kind: string,
  cpusOfV2: string | undefined,
  memoryOfV2: string | undefined,
): ComposeService['limits'] {
  const resources = nodeAt(spec, 'deploy', 'resources', kind);
  const cpus = Number(textAt(resources, 'cpus') ?? cpusOfV2 ?? 'none');
  const memoryBytes = bytesOf(textAt(resources, 'memory') ?? memoryOfV2 ?? '');
  return { ...(cpus > 0 && { cpus }), ...(memoryBytes !== undefined && memoryBytes > 0 && { memoryBytes }) };
}

function loggingOf(node: LocatedMap): NonNullable<ComposeService['logging']> {
  const driver = textAt(node, 'driver');
  const options = entriesOf(nodeAt(node, 'options'))
    .slice(0, MAX_ITEMS)
    .map(([key, { value }]) => [key, shown(textOf(value)) ?? '']);
  return { ...(driver !== undefined && { driver }), options: Object.fromEntries(options) };
}
