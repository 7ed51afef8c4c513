import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/buildkit-available',
  title: 'Engine builds with BuildKit',
  why: 'Cache mounts and secrets of a Dockerfile exist in BuildKit only; the classic builder stops at the first of them.',
  remedy: 'Use Docker Engine 20.10 or newer with Linux containers.',
  severity: 'error',
  references: [{ title: 'BuildKit', url: 'https://docs.docker.com/build/buildkit/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['engine'],
  run({ engine: { reachable, buildkit, kind, version, os } }) {
    if (!reachable) return { notApplicable: 'The engine does not answer.' };
    if (buildkit) return [];
    if (kind === 'podman') {
      return [
        {
          message: `Podman ${version ?? ''} builds with Buildah, which takes cache mounts but no secrets through this API.`,
          severity: 'warning',
          repro: 'podman version',
        },
      ];
    }
    return [
      {
        message: `The engine ${version ?? ''} (${os ?? 'unknown'}) offers no BuildKit.`,
        repro: "docker version --format '{{.Server.Version}} {{.Server.Os}}'",
      },
    ];
  },
});
