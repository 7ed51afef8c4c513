import { explainExit } from '../../model/explain-exit.js';
import type { Replay } from '../../model/facts/admission.js';
import type { Finding } from '../../model/finding.js';
import { replayFindings } from '../admission/replay-findings.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'publish/kubernetes-restricted',
  title: 'A pod under the restricted standard runs the server',
  why: 'A namespace that enforces the restricted Pod Security Standard takes no pod that runs as root, may gain privileges or keeps a capability; many clusters add a read-only root file system. The kubelet cannot tell that a user with a name is not root, and starts nothing.',
  remedy:
    'End the Dockerfile with a numeric `USER`, listen on a port above 1024, and write to /tmp and the declared data paths alone.',
  severity: 'error',
  references: [
    {
      title: 'Kubernetes: Pod Security Standards',
      url: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
    },
    {
      title: 'Kubernetes: configure a security context',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    },
  ],
  asked: { flag: '--target', names: ['kubernetes-restricted'] },
  since: '0.2.0',
  needs: ['imageConfig', 'kubernetes'],
  run: ({ imageConfig: { reference, user }, kubernetes }) => [
    ...userFindings(user, reference),
    ...runFindings(kubernetes),
  ],
});

function userFindings(user: string, reference: string): Finding[] {
  const [name = ''] = user.split(':');
  if (/^\d+$/u.test(name) && Number(name) > 0) return [];
  const why =
    name === '' || name === 'root' || Number(name) === 0
      ? 'runs as root: with runAsNonRoot the kubelet refuses to start it'
      : `names its user "${name}": the kubelet refuses a name with runAsNonRoot, for it may be root`;
  return [
    {
      message: `The image ${why}.`,
      location: { uri: reference },
      measured: user === '' ? 'no user' : user,
      repro: `docker image inspect --format '{{.Config.User}}' ${reference}`,
      remedy: 'End the final stage with the number of the user, `USER 1000:1000`, or set `runAsUser` in the pod.',
    },
  ];
}

/** Over HTTP an answer is enough: what it lists there is the question of other checks. */
function runFindings(replay: Replay): Finding[] {
  if (replay.answered && replay.mode === 'http') return [];
  const remedy = (lines: readonly string[]) =>
    lines.some((line) => /\bEROFS\b|read-only file system/iu.test(line))
      ? 'Write to /tmp, or to a path under `server.data` of mcp-dock.yaml, for which the pod mounts a volume.'
      : undefined;
  const { exited } = replay;
  const found = replayFindings(replay, { who: 'a restricted pod', remedy });
  return exited === undefined ? found : found.map((finding) => ({ ...finding, measured: explainExit(exited) }));
}
