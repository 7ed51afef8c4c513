import ociLabels from '../../../../src/checks/image/oci-labels.js';
import { imageConfig } from '../../../support/image-facts.js';
import { testCheck } from '../../../support/test-check.js';

const P = 'org.opencontainers.image.';
const required = { [`${P}title`]: 'todo', [`${P}version`]: '1', [`${P}description`]: 'Tasks', [`${P}licenses`]: 'MIT' };
const all = { ...required, [`${P}source`]: 'https://example.org/todo', [`${P}revision`]: 'abc' };

testCheck(ociLabels, {
  pass: [{ name: 'all of them', facts: { imageConfig: imageConfig({ labels: all }) } }],
  fail: [
    {
      name: 'what only a repository knows missing',
      facts: { imageConfig: imageConfig({ labels: required }) },
      messages: [`Missing: ${P}source, ${P}revision.`],
      severities: ['info'],
      remedies: [
        `Set with the build: \`mcp-dock build --label ${P}source=https://… --label ${P}revision="$(git rev-parse HEAD)"\`; \`docker build\` has the same flag.`,
      ],
    },
    {
      name: 'one missing and one empty',
      facts: { imageConfig: imageConfig({ labels: { ...all, [`${P}version`]: ' ', [`${P}licenses`]: '' } }) },
      messages: [`Missing: ${P}version, ${P}licenses.`],
      severities: ['warning'],
      remedies: [
        `Set in the final stage: \`LABEL ${P}version="…" ${P}licenses="…"\`, or the same under \`build.labels\` of mcp-dock.yaml.`,
      ],
    },
    {
      name: 'none',
      facts: { imageConfig: imageConfig({ labels: {} }) },
      messages: [
        `Missing: ${P}title, ${P}version, ${P}description, ${P}licenses.`,
        `Missing: ${P}source, ${P}revision.`,
      ],
      severities: ['warning', 'info'],
    },
  ],
});
