import type { Finding } from '../../model/finding.js';
import { found, shownKind, type Cursor } from './cursor.js';
import { POD_TEMPLATES, SERVICE_KEYS } from './kubernetes-keys.js';
import { unknownKeys } from './kubernetes-pods.js';

/** One object of the manifests. */
export interface KubernetesObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly at: Cursor;
}

const labelsOf = (at: Cursor): ReadonlyMap<string, unknown> =>
  new Map(at.entries.map(([key, label]) => [key, label.value]));

const covers = (selector: Cursor, labels: ReadonlyMap<string, unknown>): boolean =>
  selector.entries.length > 0 && selector.entries.every(([key, { value }]) => labels.get(key) === value);

export const podOf = ({ kind, at }: KubernetesObject): Cursor | undefined => {
  const path = POD_TEMPLATES[kind];
  return path === undefined ? undefined : at.get(...path);
};

/** The selector of a workload, which has to find its own pods. */
export function selectorFindings(object: KubernetesObject): Finding[] {
  const { kind, name, at } = object;
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind)) return [];
  const selector = at.get('spec', 'selector');
  const who = `The ${kind} "${name}"`;
  const matches = selector.get('matchLabels');
  if (!selector.isMap || (matches.entries.length === 0 && selector.get('matchExpressions').items.length === 0))
    return [found(at.get('spec', 'selector'), `${who} has no selector.matchLabels: the API server refuses it.`)];
  const labels = labelsOf(podOf(object)?.get('metadata', 'labels') ?? at);
  return matches.entries
    .filter(([key, { value }]) => labels.get(key) !== value)
    .map(([key, label]) =>
      found(
        label,
        `${who} selects ${key}=${label.plain}, and its pods ${labels.has(key) ? `have ${key}=${String(labels.get(key))}` : 'do not have that label'}.`,
      ),
    );
}

/** Services without pods, and ports that lead to none. */
export function serviceFindings(object: KubernetesObject, all: readonly KubernetesObject[]): Finding[] {
  if (object.kind !== 'Service') return [];
  const spec = object.at.get('spec');
  const who = `The Service "${object.name}"`;
  const findings = unknownKeys(spec, SERVICE_KEYS, 'a Service');
  const ports = spec.get('ports').items;
  if (spec.get('type').text === 'ExternalName') return findings;
  if (ports.length === 0) findings.push(found(spec, `${who} has no ports.`));
  if (ports.length > 1)
    findings.push(
      ...ports
        .filter((port) => !port.get('name').there)
        .map((port) => found(port, `${who} has several ports, and one without a name.`)),
    );
  for (const port of ports)
    if (typeof port.get('port').value !== 'number')
      findings.push(
        found(port.get('port'), `${who} has a port that is ${shownKind(port.get('port').value)}; a number is wanted.`),
      );
  const selector = spec.get('selector');
  const workloads = all.filter((one) => podOf(one) !== undefined && one.namespace === object.namespace);
  // Without any workload here, its pods are described elsewhere.
  if (selector.entries.length === 0 || workloads.length === 0) return findings;
  const pods = workloads
    .map((one) => podOf(one))
    .filter((pod) => pod !== undefined && covers(selector, labelsOf(pod.get('metadata', 'labels'))));
  if (pods.length === 0)
    return [
      ...findings,
      found(
        selector,
        `${who} selects ${selector.entries.map(([key, { value }]) => `${key}=${String(value)}`).join(', ')}, and no pod here has these labels.`,
      ),
    ];
  const open = pods
    .flatMap((pod) => pod?.get('spec', 'containers').items ?? [])
    .flatMap((container) => container.get('ports').items);
  for (const port of ports) {
    const target = port.get('targetPort').there ? port.get('targetPort') : port.get('port');
    const known = open.some(
      (one) =>
        (typeof target.value === 'string' ? one.get('name').text : one.get('containerPort').value) === target.value,
    );
    // A container may listen on a port that it does not name; by a name it cannot be found then.
    if (!known && (open.length > 0 || typeof target.value === 'string'))
      findings.push(
        found(
          target,
          `${who} leads to port ${target.plain}, and its pods have ${open.length === 0 ? 'none' : open.map((one) => `${one.get('containerPort').plain} ${one.get('name').plain}`.trim()).join(', ')}.`,
        ),
      );
  }
  return findings;
}

/** Ingresses whose backends are no Service here, and autoscalers of nothing. */
export function targetFindings(object: KubernetesObject, all: readonly KubernetesObject[]): Finding[] {
  const here = (kind: string) => all.filter((one) => one.kind === kind && one.namespace === object.namespace);
  if (object.kind === 'HorizontalPodAutoscaler') {
    const target = object.at.get('spec', 'scaleTargetRef');
    const [kind, name] = [target.get('kind').text ?? '', target.get('name').text];
    const known = here(kind);
    return known.length === 0 || known.some((one) => one.name === name)
      ? []
      : [
          found(
            target.get('name'),
            `The HorizontalPodAutoscaler "${object.name}" scales the ${kind} "${name ?? ''}", which is not here.`,
          ),
        ];
  }
  if (object.kind !== 'Ingress') return [];
  const services = here('Service');
  const spec = object.at.get('spec');
  const paths = spec.get('rules').items.flatMap((rule) => rule.get('http', 'paths').items);
  const wrongTypes = paths
    .filter((path) => !['Exact', 'Prefix', 'ImplementationSpecific'].includes(path.get('pathType').text ?? ''))
    .map((path) =>
      found(
        path.get('pathType'),
        `The Ingress "${object.name}" has a path without pathType Prefix, Exact or ImplementationSpecific.`,
      ),
    );
  const backends = [...paths.map((path) => path.get('backend')), spec.get('defaultBackend')].filter(
    (backend) => backend.there,
  );
  return [...wrongTypes, ...backends.flatMap((backend) => backendFindings(object, backend, services))];
}

function backendFindings(
  { name }: KubernetesObject,
  backend: Cursor,
  services: readonly KubernetesObject[],
): Finding[] {
  const who = `The Ingress "${name}"`;
  if (backend.get('serviceName').there)
    return [
      found(backend.get('serviceName'), `${who} names its backend as before networking.k8s.io/v1.`, {
        remedy: 'Write `service: { name: …, port: { number: … } }`.',
      }),
    ];
  const service = backend.get('service');
  if (!service.there) return [];
  const wanted = service.get('name').text;
  if (services.length === 0) return [];
  const target = services.find((one) => one.name === wanted);
  if (target === undefined)
    return [found(service.get('name'), `${who} leads to the Service "${wanted ?? ''}", which is not here.`)];
  const port = service.get('port');
  const ports = target.at.get('spec', 'ports').items;
  const known = ports.some((one) =>
    port.get('name').there
      ? one.get('name').value === port.get('name').value
      : one.get('port').value === port.get('number').value,
  );
  return known
    ? []
    : [
        found(
          port,
          `${who} leads to port ${String(port.get('name').value ?? port.get('number').value)} of the Service "${target.name}", which has ${ports.map((one) => one.get('port').plain).join(', ')}.`,
        ),
      ];
}
