import { defineCheck } from '../define-check.js';

const OLDEST = [20, 10] as const;

export default defineCheck({
  id: 'host/engine-version',
  title: 'Docker Engine is 20.10 or newer',
  why: 'Older engines lack the BuildKit and container options that a build and a run ask for, and get no security fixes.',
  remedy: 'Install a current Docker Engine.',
  severity: 'error',
  references: [{ title: 'Install Docker Engine', url: 'https://docs.docker.com/engine/install/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['engine'],
  run({ engine: { reachable, kind, version } }) {
    if (!reachable) return { notApplicable: 'The engine does not answer.' };
    if (kind === 'podman') return { notApplicable: 'Podman counts its versions differently.' };
    // Distributions add to it: 20.10.24+dfsg1, 24.0.7-ce.
    const [, major, minor] = /^v?(\d+)\.(\d+)/u.exec(version ?? '') ?? [];
    if (major === undefined || minor === undefined)
      return { notApplicable: `The engine calls its version "${version ?? ''}", which is no number.` };
    const newEnough = Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1]);
    if (newEnough) return [];
    return [
      {
        message: `The engine is version ${version}, older than ${OLDEST.join('.')}.`,
        measured: `${version}`,
        limit: OLDEST.join('.'),
        repro: "docker version --format '{{.Server.Version}}'",
      },
    ];
  },
});
