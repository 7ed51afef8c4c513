import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

const PREFIX = 'org.opencontainers.image.';
const EXPECTED = ['title', 'version', 'description', 'licenses'];
/** Only a build that knows the repository can set them. */
const FROM_THE_REPOSITORY = ['source', 'revision'];

const inDockerfile = (names: readonly string[]): string =>
  `Set in the final stage: \`LABEL ${names.map((name) => `${PREFIX}${name}="…"`).join(' ')}\`, or the same under \`build.labels\` of mcp-dock.yaml.`;

const withBuild = (names: readonly string[]): string =>
  `Set with the build: \`mcp-dock build ${names
    .map((name) => `--label ${PREFIX}${name}=${name === 'revision' ? '"$(git rev-parse HEAD)"' : 'https://…'}`)
    .join(' ')}\`; \`docker build\` has the same flag.`;

export default defineCheck({
  id: 'image/oci-labels',
  title: 'Image carries the OCI labels that say what it is',
  why: 'Registries, scanners and people who find a container running look there for its version, licence and source.',
  remedy:
    'Set the labels that are missing: those that stay with `LABEL` in the final stage or under `build.labels` of mcp-dock.yaml, source and revision with `--label` of the build.',
  severity: 'warning',
  references: [
    { title: 'OCI image annotations', url: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['imageConfig'],
  run({ imageConfig: { reference, labels } }) {
    const missing = (names: readonly string[], severity: 'warning' | 'info', remedy: typeof withBuild): Finding[] => {
      const absent = names.filter((name) => (labels[`${PREFIX}${name}`] ?? '').trim() === '');
      if (absent.length === 0) return [];
      return [
        {
          message: `Missing: ${absent.map((name) => `${PREFIX}${name}`).join(', ')}.`,
          location: { uri: reference },
          severity,
          repro: `docker image inspect --format '{{json .Config.Labels}}' ${reference}`,
          remedy: remedy(absent),
        },
      ];
    };
    return [...missing(EXPECTED, 'warning', inDockerfile), ...missing(FROM_THE_REPOSITORY, 'info', withBuild)];
  },
});
