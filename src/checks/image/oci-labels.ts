import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

const PREFIX = 'org.opencontainers.image.';
const EXPECTED = ['title', 'version', 'description', 'licenses'];
/** Only a build that knows the repository can set them. */
const FROM_THE_REPOSITORY = ['source', 'revision'];

export default defineCheck({
  id: 'image/oci-labels',
  title: 'Image carries the OCI labels that say what it is',
  why: 'Registries, scanners and people who find a container running look there for its version, licence and source.',
  remedy: `Set \`LABEL ${PREFIX}title=… ${PREFIX}version=…\` and the others in the final stage, or under \`build.labels\` of mcp-dock.yaml.`,
  severity: 'warning',
  references: [
    { title: 'OCI image annotations', url: 'https://github.com/opencontainers/image-spec/blob/main/annotations.md' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['imageConfig'],
  run({ imageConfig: { reference, labels } }) {
    const missing = (names: readonly string[], severity: 'warning' | 'info'): Finding[] => {
      const absent = names.filter((name) => (labels[`${PREFIX}${name}`] ?? '').trim() === '');
      if (absent.length === 0) return [];
      return [
        {
          message: `Missing: ${absent.map((name) => `${PREFIX}${name}`).join(', ')}.`,
          location: { uri: reference },
          severity,
          repro: `docker image inspect --format '{{json .Config.Labels}}' ${reference}`,
        },
      ];
    };
    return [...missing(EXPECTED, 'warning'), ...missing(FROM_THE_REPOSITORY, 'info')];
  },
});
