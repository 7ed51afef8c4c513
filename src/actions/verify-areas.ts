/**
 * Areas whose checks are about an image and the server in it, and about the files that it is made from and started with; of areas that
 * are about a machine as well, single ids.
 */
export const VERIFY_AREAS = [
  'dockerfile',
  'deps',
  'ignore',
  'compose',
  'deploy',
  'project/makefile-complete',
  'project/docs-present',
  'env/token-matches-backend',
  'image',
  'start',
  'health',
  'lifecycle',
  'fs',
  'logs',
  'scale',
  'resources',
  'security',
  'http',
  'mcp',
  'tools',
  'project/waivers-current',
  'project/baseline-current',
  'conformance',
  'publish',
  'checklist',
];
