import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'host/compose-available',
  title: 'Docker Compose 2 is installed',
  why: 'Everything of mcp-dock works without it; only the Compose files of this project need it, in version 2: version 1 knows neither their format nor gets fixes.',
  remedy:
    'Install the Compose plugin: with Docker Desktop it is there, on Linux it is the package docker-compose-plugin or docker-compose-v2.',
  severity: 'warning',
  references: [{ title: 'Install Docker Compose', url: 'https://docs.docker.com/compose/install/' }],
  profile: 'quick',
  since: '0.1.0',
  needs: ['compose', 'project'],
  run({ compose: { installed, kind, version, problem }, project: { composeFiles } }) {
    if (composeFiles.length === 0) return { notApplicable: 'There is no Compose file here.' };
    if (!installed)
      return [{ message: problem ?? 'Docker Compose is not installed.', repro: 'docker compose version' }];
    const major = Number(/^v?(\d+)/u.exec(version ?? '')?.[1] ?? 0);
    if (major >= 2) return [];
    return [
      {
        message: `${kind === 'standalone' ? 'docker-compose' : 'docker compose'} is version ${version}.`,
        measured: version,
        limit: '2',
        repro: `${kind === 'standalone' ? 'docker-compose' : 'docker compose'} version`,
      },
    ];
  },
});
