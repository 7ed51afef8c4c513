import type { Checklist } from './checklist.js';

export const bestPractices: Checklist = {
  name: 'best-practices',
  title: 'Best practices',
  lines: [
    {
      row: 'S2-82',
      text: 'Multi-stage build without what is needed only to build',
      by: ['dockerfile/multi-stage', 'image/no-build-tools', 'image/no-ignored-files', 'image/no-dev-dependencies'],
    },
    { row: 'S2-83', text: 'Versions instead of `latest`', by: ['dockerfile/base-pinned'] },
    { row: 'S2-84', text: 'Layers are cached', by: ['dockerfile/cache-friendly-order'] },
    { row: 'S2-85', text: 'User that is not root', by: ['dockerfile/non-root-user', 'image/non-root-user'] },
    { row: 'S2-86', text: 'Small base images', by: ['dockerfile/base-slim', 'image/runtime-base'] },
    {
      row: 'S2-87',
      text: 'Base images are kept up to date',
      by: ['dockerfile/base-pinned'],
      manual: '`mcp-dock pin` at set times, or let a bot do it.',
    },
    {
      row: 'S2-88',
      text: 'Images are scanned for vulnerabilities',
      manual: '`docker scout cves IMAGE`, or another scanner with a database of its own.',
    },
    { row: 'S2-89', text: 'Resource limits', by: ['compose/resource-limits'] },
    { row: 'S2-90', text: 'Health checks', by: ['image/healthcheck-declared', 'health/becomes-healthy'] },
    { row: 'S2-91', text: 'It stops in time when it is asked to', by: ['lifecycle/stops-on-sigterm'] },
    {
      row: 'S2-92',
      text: 'Use of resources is watched',
      by: ['resources/memory-within-budget'],
      manual: '`docker stats`, or the collector of the machine.',
    },
    { row: 'S2-93', text: 'Compose for local work', by: ['compose/parses'] },
    {
      row: 'S2-94',
      text: 'Sources are mounted for work on them',
      manual: 'Change the description of a tool, and see it in tools/list without a build.',
    },
    {
      row: 'S2-95',
      text: 'Settings for development are apart',
      by: ['compose/parses', 'env/syntax'],
      manual: 'Read whether what is set for development alone stands in a file of its own.',
    },
    {
      row: 'S2-96',
      text: 'CI builds and verifies the image',
      manual: 'Look whether the pipeline runs `mcp-dock build` and `mcp-dock verify` for every change.',
    },
  ],
};
