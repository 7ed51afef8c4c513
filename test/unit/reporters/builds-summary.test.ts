import { describe, expect, it } from 'vitest';
import { buildsReportSchema, type BuildsReport } from '../../../src/model/builds-report.js';
import { renderBuildsSummary } from '../../../src/reporters/builds-summary.js';

const built = (name: string): BuildsReport['images'][number] => ({
  name,
  outcome: 'built',
  report: {
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1' },
    command: 'build',
    startedAt: '',
    image: { id: `sha256:${'ab'.repeat(32)}`, tags: [`${name}:1`], platform: 'linux/amd64', sizeBytes: 1_000_000 },
    builder: 'buildkit',
    durationMs: 1200,
    context: { files: 1, bytes: 10 },
    steps: [],
    cache: { hits: 0, total: 2 },
    largestLayers: [],
    labels: {},
    warnings: [],
  },
});
const failed: BuildsReport['images'][number] = {
  name: 'backend',
  outcome: 'failed',
  error: { code: 'BUILD_FAILED', title: '', message: '', suggestions: [], exitCode: 4 },
};
const render = (images: BuildsReport['images']) =>
  renderBuildsSummary(
    buildsReportSchema.parse({
      schemaVersion: 1,
      tool: { name: 'mcp-dock', version: '1' },
      command: 'build-images',
      startedAt: '',
      durationMs: 2100,
      images,
    }),
    'mcp-dock verify',
    { colour: false, symbols: true, width: 80, verbose: false },
  );

describe('the end of a build of several images', () => {
  it('shows each, and the verdict last', () => {
    expect(render([built('todo'), built('backend')]).split('\n')).toEqual([
      'todo  todo:1  1.2 s',
      '  Image    abababababab  linux/amd64',
      '  Size     1.0 MB',
      '  Context  1 file, 10 B',
      '  Steps    2, 0 from the cache',
      '',
      'backend  backend:1  1.2 s',
      '  Image    abababababab  linux/amd64',
      '  Size     1.0 MB',
      '  Context  1 file, 10 B',
      '  Steps    2, 0 from the cache',
      '',
      '✔ todo, backend are built in 2.1 s. Next: mcp-dock verify',
    ]);
  });

  it('gives no verdict where one failed: the error is that', () => {
    const text = render([built('todo'), failed]);
    expect(text).toContain('todo:1');
    expect(text).not.toContain('backend');
    expect(text).not.toContain('Next');
  });
});
