import { buildReportSchema, type BuildReport } from '../../src/model/build-report.js';

/** A report of a small build, as far as the test does not say otherwise. */
export const buildReport = (overrides: Partial<BuildReport> = {}): BuildReport =>
  buildReportSchema.parse({
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1.2.3' },
    command: 'build',
    startedAt: '2026-11-21T10:00:00.000Z',
    image: { id: `sha256:${'ab'.repeat(32)}`, tags: ['todo:1'], platform: 'linux/amd64', sizeBytes: 1_000_000 },
    builder: 'buildkit',
    durationMs: 1200,
    context: { files: 1, bytes: 10 },
    steps: [],
    cache: { hits: 1, total: 2 },
    largestLayers: [],
    labels: {},
    warnings: [],
    ...overrides,
  });
