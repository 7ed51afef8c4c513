import type { Finding } from '../../model/finding.js';
import { found, shownKind, type Cursor } from './cursor.js';
import { CONTAINER_KEYS, POD_KEYS, PROBE_KEYS } from './kubernetes-keys.js';
import { quantityOf } from './quantity.js';

/**
 * What of a pod the API server refuses, or what keeps it from running well. `longRunning`: it is no job. `claimed`: volumes that it
 * gets from elsewhere.
 */
export function podFindings(pod: Cursor, longRunning: boolean, claimed: readonly string[] = []): Finding[] {
  const spec = pod.get('spec');
  if (!spec.isMap) return [found(spec, 'The pod has no spec.')];
  const containers = [...spec.get('initContainers').items, ...spec.get('containers').items];
  if (spec.get('containers').items.length === 0) return [found(spec, 'The pod has no containers.')];
  const names = containers.map((container) => container.get('name').text);
  const volumes = new Set([...spec.get('volumes').items.map((volume) => volume.get('name').text), ...claimed]);
  return [
    ...unknownKeys(spec, POD_KEYS, 'a pod'),
    ...containers.flatMap((container, index) => [
      ...(names.indexOf(names[index]) === index
        ? []
        : [found(container.get('name'), `Two containers are called ${names[index]}.`)]),
      ...containerFindings(container, volumes),
    ]),
    ...spec.get('containers').items.flatMap((container) => (longRunning ? lacking(container) : [])),
  ];
}

export const unknownKeys = (map: Cursor, known: ReadonlySet<string>, of: string): Finding[] =>
  map.entries
    .filter(([key]) => !known.has(key))
    .map(([key, at]) => found(at, `"${key}" is no key of ${of}: the API server refuses it.`));

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

function containerFindings(container: Cursor, volumes: ReadonlySet<string | undefined>): Finding[] {
  const name = container.get('name').text;
  const image = container.get('image').text;
  const who = name === undefined ? 'A container' : `The container "${name}"`;
  return [
    ...(name !== undefined && NAME.test(name)
      ? []
      : [
          found(
            container.get('name'),
            name === undefined
              ? 'A container has no name.'
              : `"${name}" is no name of a container: lower-case letters, digits and "-".`,
          ),
        ]),
    ...(image === undefined ? [found(container, `${who} has no image.`)] : []),
    ...(image !== undefined && !image.includes('@') && !/:(?!latest$)[^/:]+$/u.test(image)
      ? [
          found(container.get('image'), `${who} runs ${image}: which version that is, the day decides.`, {
            severity: 'warning',
            remedy: 'Name a version, or a digest.',
          }),
        ]
      : []),
    ...unknownKeys(container, CONTAINER_KEYS, 'a container'),
    ...container.get('env').items.flatMap(variable),
    ...container.get('ports').items.flatMap((port) => portFindings(port, who)),
    ...resources(container.get('resources'), who),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((key) => probe(container, key, who)),
    ...container
      .get('volumeMounts')
      .items.filter((mount) => mount.get('name').text !== undefined && !volumes.has(mount.get('name').text))
      .map((mount) =>
        found(mount.get('name'), `${who} mounts the volume "${mount.get('name').text}", which the pod does not have.`),
      ),
  ];
}

function variable(entry: Cursor): Finding[] {
  const name = entry.get('name').text;
  const value = entry.get('value');
  if (name === undefined) return [found(entry, 'A variable has no name.')];
  if (value.there && entry.get('valueFrom').there)
    return [found(entry, `The variable ${name} has both value and valueFrom.`)];
  return value.there && value.text === undefined
    ? [
        found(value, `The variable ${name} is ${shownKind(value.value)}, where text is wanted.`, {
          remedy: 'Write the value in quotes.',
        }),
      ]
    : [];
}

const isPort = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535;

function portFindings(port: Cursor, who: string): Finding[] {
  const number = port.get('containerPort');
  return isPort(number.value)
    ? []
    : [found(number, `${who} has a port that is ${shownKind(number.value)}; a number from 1 to 65535 is wanted.`)];
}

function resources(node: Cursor, who: string): Finding[] {
  const findings: Finding[] = [];
  for (const kind of ['limits', 'requests'])
    for (const [key, at] of node.get(kind).entries)
      if (quantityOf(at.value) === undefined)
        findings.push(
          found(at, `${who}: ${kind} ${key} is ${shownKind(at.value)}, which is no quantity.`, {
            remedy: 'Write 500m or 0.5 for processors, 512Mi for memory.',
          }),
        );
  for (const key of ['cpu', 'memory']) {
    const request = quantityOf(node.get('requests', key).value);
    const limit = quantityOf(node.get('limits', key).value);
    if (request !== undefined && limit !== undefined && request > limit)
      findings.push(found(node.get('requests', key), `${who} requests more ${key} than its limit.`));
  }
  return findings;
}

function probe(container: Cursor, key: string, who: string): Finding[] {
  const node = container.get(key);
  if (!node.isMap) return [];
  const findings = unknownKeys(node, PROBE_KEYS, `a ${key}`);
  const how = ['exec', 'httpGet', 'tcpSocket', 'grpc'].filter((one) => node.get(one).there);
  if (how.length !== 1)
    findings.push(
      found(node, `${who}: the ${key} has ${how.length === 0 ? 'nothing to ask' : `both ${how.join(' and ')}`}.`),
    );
  const port = node.get(how[0] ?? '', 'port');
  if (typeof port.value === 'string' && !container.get('ports').items.some((one) => one.get('name').text === port.text))
    findings.push(found(port, `${who}: the ${key} asks the port "${port.text}", which has no such name.`));
  return findings;
}

/** What V36 of a server asks for: limits, requests, and both probes where it listens. */
function lacking(container: Cursor): Finding[] {
  const who = `The container "${container.get('name').text ?? ''}"`;
  const mild = { severity: 'warning' } as const;
  const missing = ['requests', 'limits'].flatMap((kind) =>
    ['cpu', 'memory']
      .filter((key) => !container.get('resources', kind, key).there && !(kind === 'limits' && key === 'cpu'))
      .map((key) => `${kind}.${key}`),
  );
  const probes = ['readinessProbe', 'livenessProbe'].filter((key) => !container.get(key).there);
  return [
    ...(missing.length === 0
      ? []
      : [
          found(container.get('resources'), `${who} has no ${missing.join(', ')}.`, {
            ...mild,
            remedy: 'Write requests of 250m and 256Mi, and limits of 500m and 512Mi, or what it needs.',
          }),
        ]),
    ...(probes.length === 0 || container.get('ports').items.length === 0
      ? []
      : [
          found(container, `${who} has no ${probes.join(' and no ')}.`, {
            ...mild,
            remedy: 'Ask /health when it is ready, and whether it still answers while it lives.',
          }),
        ]),
  ];
}
