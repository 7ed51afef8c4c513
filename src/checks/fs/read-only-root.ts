import type { Facts } from '../../model/facts.js';
import { defineCheck } from '../define-check.js';
import { findingsOf, lossOf } from './trial.js';

const LISTED = 8;

export default defineCheck({
  id: 'fs/read-only-root',
  title: 'Server works with a read-only root',
  why: 'Kubernetes policies and hardened Compose files mount the root read-only, so that an intruder can leave nothing behind; a server that writes beside its code does not start there.',
  remedy:
    'Write to /tmp or to a path that `server.data` of mcp-dock.yaml names, and install nothing at the start: caches of uv, npx and Python belong into the image.',
  severity: 'warning',
  references: [
    { title: 'docker run: --read-only', url: 'https://docs.docker.com/reference/cli/docker/container/run/#read-only' },
    {
      title: 'Kubernetes: readOnlyRootFilesystem',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['readOnly', 'writtenPaths', 'mcpSessions'],
  run({ readOnly, writtenPaths, mcpSessions }) {
    const loss = lossOf(readOnly, mcpSessions, '--read-only, with /tmp and fresh volumes for its data');
    if (loss === undefined) return [];
    if ('notApplicable' in loss) return loss;
    return findingsOf({ ...loss, evidence: [...loss.evidence, ...pathsOf(writtenPaths)] }, { repro: readOnly.command });
  },
});

function pathsOf({ paths, total }: Facts['writtenPaths']): string[] {
  if (total === 0) return ['in a plain run it wrote nothing but to /tmp and volumes'];
  const shown = paths.slice(0, LISTED).map(({ path, kind }) => `${kind} in a plain run: ${path}`);
  return total > LISTED ? [...shown, `and ${total - LISTED} more`] : shown;
}
