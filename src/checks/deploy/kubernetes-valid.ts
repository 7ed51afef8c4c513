import { dirname, join } from 'node:path/posix';
import type { DeployFiles } from '../../model/facts/deploy.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { Cursor, found, shownKind } from './cursor.js';
import { API_VERSIONS, DEPLOYMENT_KEYS, OWN_GROUP } from './kubernetes-keys.js';
import { podOf, selectorFindings, serviceFindings, targetFindings, type KubernetesObject } from './kubernetes-links.js';
import { podFindings, unknownKeys } from './kubernetes-pods.js';

export default defineCheck({
  id: 'deploy/kubernetes-valid',
  title: 'Kubernetes manifests are valid and fit together',
  why: 'The API server refuses what is not valid, and takes without a word a Service that selects no pod or leads to a port on which nothing listens.',
  remedy: 'Correct the manifest; `kubectl apply --dry-run=server -f FILE` asks a cluster.',
  severity: 'error',
  references: [
    { title: 'Kubernetes: workloads', url: 'https://kubernetes.io/docs/concepts/workloads/' },
    {
      title: 'Kubernetes: deprecated API versions',
      url: 'https://kubernetes.io/docs/reference/using-api/deprecation-guide/',
    },
  ],
  since: '0.1.0',
  needs: ['deployFiles'],
  run({ deployFiles }) {
    const { kubernetes, kustomizations, problems, charts } = deployFiles;
    const broken = problems.filter(({ of }) => of === 'kubernetes');
    if (kubernetes.length + kustomizations.length + broken.length === 0)
      return {
        notApplicable:
          charts.length === 0
            ? 'There are no Kubernetes manifests.'
            : `There are charts of Helm only (${charts.join(', ')}), whose templates Helm fills in: \`helm template\` shows the manifests.`,
      };
    const patched = patches(deployFiles);
    const objects = kubernetes
      .filter(({ file }) => !patched.has(file))
      .map((document) => objectOf(new Cursor(document)));
    return [
      ...broken.map(({ file, line, message }) => ({ message, location: { uri: file, line } })),
      ...objects.flatMap((object) => objectFindings(object)),
      ...objects.flatMap((object) => [...serviceFindings(object, objects), ...targetFindings(object, objects)]),
      ...literalSecrets(deployFiles),
      ...missingResources(deployFiles),
    ];
  },
});

function objectOf(at: Cursor): KubernetesObject {
  return {
    kind: at.get('kind').text ?? '',
    name: at.get('metadata', 'name').text ?? at.get('metadata', 'generateName').text ?? '',
    namespace: at.get('metadata', 'namespace').text ?? '',
    at,
  };
}

function objectFindings(object: KubernetesObject): Finding[] {
  const { kind, name, at } = object;
  const version = at.get('apiVersion');
  if (kind === '') return [found(at, 'An object has no kind.')];
  const known = Object.hasOwn(API_VERSIONS, kind) ? API_VERSIONS[kind] : undefined;
  // What a cluster learned from somebody else, nobody here can judge.
  if (known === undefined || !OWN_GROUP.test(version.text ?? '')) return [];
  if (!known.includes(version.text ?? ''))
    return [
      found(version, `${kind} is no kind of ${version.text ?? ''} any more.`, {
        remedy: `Write \`apiVersion: ${known[0] ?? ''}\`, and what that wants.`,
      }),
    ];
  return [
    ...nameFindings(object),
    ...strings(at.get('metadata'), 'labels', kind, name),
    ...strings(at.get('metadata'), 'annotations', kind, name),
    ...(kind === 'ConfigMap' ? strings(at, 'data', kind, name) : []),
    ...(kind === 'Secret' ? [...strings(at, 'stringData', kind, name), ...encoded(at, name)] : []),
    ...(kind === 'Deployment' ? unknownKeys(at.get('spec'), DEPLOYMENT_KEYS, 'a Deployment') : []),
    ...selectorFindings(object),
    ...pods(object),
  ];
}

function nameFindings({ kind, name, at }: KubernetesObject): Finding[] {
  if (name === '') return [found(at.get('metadata'), `A ${kind} has no name.`)];
  return /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/u.test(name.replace(/-$/u, '')) && name.length <= 253
    ? []
    : [found(at.get('metadata', 'name'), `"${name}" is no name: lower-case letters, digits, "-" and ".".`)];
}

function strings(at: Cursor, key: string, kind: string, name: string): Finding[] {
  return at
    .get(key)
    .entries.filter(([, one]) => one.text === undefined)
    .map(([entry, one]) =>
      found(one, `${key} ${entry} of the ${kind} "${name}" is ${shownKind(one.value)}, where text is wanted.`, {
        remedy: 'Write the value in quotes.',
      }),
    );
}

const encoded = (at: Cursor, name: string): Finding[] =>
  at
    .get('data')
    .entries.filter(
      ([, { text }]) =>
        text === undefined ||
        (!text.includes('•') && !/^(?:[A-Za-z0-9+/\s]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\s*$/u.test(text)),
    )
    .map(([key, one]) =>
      found(one, `data ${key} of the Secret "${name}" is not in base64.`, {
        remedy: 'Write plain text under `stringData`.',
      }),
    );

function pods(object: KubernetesObject): Finding[] {
  const pod = podOf(object);
  if (pod === undefined) return [];
  const { kind, name, at } = object;
  if (!pod.isMap) return [found(at.get('spec'), `The ${kind} "${name}" has no template.`)];
  const job = kind === 'Job' || kind === 'CronJob';
  const policy = pod.get('spec', 'restartPolicy');
  const claimed = at.get('spec', 'volumeClaimTemplates').items.flatMap((one) => one.get('metadata', 'name').text ?? []);
  return [
    ...podFindings(pod, !job && kind !== 'Pod', claimed),
    ...(job && !['Never', 'OnFailure'].includes(policy.text ?? '')
      ? [found(policy, `The ${kind} "${name}" wants restartPolicy Never or OnFailure.`)]
      : []),
    ...(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'].includes(kind) &&
    policy.there &&
    policy.text !== 'Always'
      ? [found(policy, `The ${kind} "${name}" takes no restartPolicy but Always.`)]
      : []),
  ];
}

/** Pieces that Kustomize lays over others are no whole objects. */
function patches({ kustomizations }: DeployFiles): ReadonlySet<string> {
  const files = kustomizations.flatMap((document) => {
    const at = new Cursor(document);
    const folder = dirname(document.file);
    const named = [
      ...at.get('patchesStrategicMerge').items,
      ...at.get('patches').items.map((patch) => patch.get('path')),
    ];
    return named.flatMap(({ text }) => (text === undefined ? [] : [join(folder, text)]));
  });
  return new Set(files);
}

function literalSecrets({ secrets, kubernetes }: DeployFiles): Finding[] {
  const files = new Set(kubernetes.map(({ file }) => file));
  return secrets
    .filter(({ file }) => files.has(file))
    .map(({ file, line, name, title, rule }) => ({
      message: `${name} holds ${title} (rule ${rule}).`,
      location: { uri: file, line },
      remedy:
        'Take it out, change it where it counts, and refer to a Secret that is made in the cluster: `valueFrom: { secretKeyRef: … }`.',
    }));
}

function missingResources({ kustomizations, paths }: DeployFiles): Finding[] {
  return kustomizations.flatMap((document) => {
    const at = new Cursor(document);
    const folder = dirname(document.file);
    return ['resources', 'bases', 'components']
      .flatMap((key) => at.get(key).items)
      .flatMap((one) => {
        const text = one.text ?? '';
        if (/^[a-z+]+:\/\/|^git@|^github\.com\/|\?ref=/u.test(text)) return [];
        const path = join(folder, text);
        return paths[path] === false ? [found(one, `It names ${text}, and there is no such file.`)] : [];
      });
  });
}
