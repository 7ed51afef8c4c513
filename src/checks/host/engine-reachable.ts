import type { EngineFact } from '../../model/facts/host.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/engine-reachable',
  title: 'Docker Engine answers',
  why: 'Everything that builds or starts a container asks the engine.',
  remedy: 'Start the engine, or say where it listens with DOCKER_HOST or `docker context use`.',
  severity: 'error',
  references: [
    { title: 'Docker contexts', url: 'https://docs.docker.com/engine/manage-resources/contexts/' },
    { title: 'Linux post-installation steps', url: 'https://docs.docker.com/engine/install/linux-postinstall/' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['engine', 'host'],
  run({ engine, host }) {
    if (engine.reachable) return [];
    const { problem, endpoint, endpointFrom, alternatives } = engine;
    return [
      {
        message: problem?.message ?? `No Docker Engine answers at ${endpoint}.`,
        evidence: [
          ...(endpoint === '' ? [] : [`The address comes from ${endpointFrom}.`]),
          ...wayOut(problem?.kind ?? 'other', endpointFrom, host.platform),
          ...alternatives.map((other) => `An engine answers at ${other}: DOCKER_HOST=${other}`),
        ],
        repro: 'docker version',
      },
    ];
  },
});

type Kind = NonNullable<EngineFact['problem']>['kind'];

function wayOut(kind: Kind, from: string, platform: string): string[] {
  switch (kind) {
    case 'permission':
      return platform === 'linux'
        ? ['Add yourself to the group of the socket: sudo usermod -aG docker "$USER", then log in again.']
        : ['Run as the user who owns the engine.'];
    case 'context':
      return ['List the contexts: docker context ls'];
    case 'tls':
      return ['Compare DOCKER_TLS_VERIFY and DOCKER_CERT_PATH with the engine’s certificates.'];
    case 'not-an-engine':
      return ['Something else answers there: see what listens on that address.'];
    default:
      return [
        from === 'DOCKER_HOST'
          ? 'Take DOCKER_HOST away to use the default, or start the engine behind it.'
          : start(platform),
      ];
  }
}

function start(platform: string): string {
  if (platform === 'darwin') return 'Start Docker Desktop (open -a Docker), OrbStack or Colima (colima start).';
  if (platform === 'win32') return 'Start Docker Desktop.';
  return 'Start it: sudo systemctl start docker';
}
