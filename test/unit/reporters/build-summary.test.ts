import { describe, expect, it } from 'vitest';
import { buildReportSchema, type BuildReport } from '../../../src/model/build-report.js';
import { renderBuildSummary } from '../../../src/reporters/build-summary.js';

const report = (overrides: Partial<BuildReport> = {}): BuildReport =>
  buildReportSchema.parse({
    schemaVersion: 1,
    startedAt: '2026-11-21T10:00:00.000Z',
    tool: { name: 'mcp-dock', version: '0.1.0' },
    command: 'build',
    image: { id: `sha256:${'ab'.repeat(32)}`, tags: ['todo:1.0.0'], platform: 'linux/amd64', sizeBytes: 201_000_000 },
    builder: 'buildkit',
    durationMs: 3210,
    context: { files: 42, bytes: 310_000 },
    steps: [
      { name: '[1/2] FROM debian', cached: false, durationMs: 0 },
      { name: '[2/2] RUN npm ci', cached: true, durationMs: 0 },
    ],
    cache: { hits: 1, total: 1 },
    largestLayers: [
      { instruction: `COPY ${'x'.repeat(100)}`, sizeBytes: 98_000_000 },
      { instruction: 'base image', sizeBytes: 81_000_000 },
    ],
    labels: {},
    warnings: [],
    ...overrides,
  });
const render = (overrides: Partial<BuildReport> = {}, verbose = false) =>
  renderBuildSummary(report(overrides), 'mcp-dock verify', { colour: false, symbols: true, width: 60, verbose });

describe('the end of a build', () => {
  it('says size, layers, context and cache, and the verdict with the next step last', () => {
    expect(render().split('\n')).toEqual([
      '  Image    abababababab  linux/amd64',
      '  Size     201 MB',
      `  Layers     98 MB  COPY ${'x'.repeat(32)}…`,
      '             81 MB  base image',
      '  Context  42 files, 310 kB',
      '  Steps    1, 1 from the cache',
      '',
      '✔ todo:1.0.0 is built in 3.2 s. Next: mcp-dock verify',
    ]);
  });

  it.each([
    [200_000_000, '201 MB, 1.0 MB more than before'],
    [202_000_000, '201 MB, 1.0 MB less than before'],
    [201_000_000, '201 MB, as before'],
  ])('compares with %i bytes before', (previousSizeBytes, expected) => {
    expect(render({ image: { ...report().image, previousSizeBytes } })).toContain(expected);
  });

  it.each([
    [false, 'Tests    passed in 4.2 s (stage check)'],
    [true, 'Tests    passed before, and nothing changed since: not run again (stage check, cached)'],
  ])('says whether the tests ran: cached %s', (cached, expected) => {
    expect(render({ tests: { stage: 'check', cached, durationMs: 4200 } })).toContain(expected);
  });

  it.each([
    [{ reference: 'node:24' }, 'node:24'],
    [{ reference: 'node:24', createdAt: '2026-11-09T09:00:00Z' }, 'node:24  12 days old'],
    [
      { reference: 'node:24', digest: `sha256:${'cd'.repeat(32)}`, createdAt: '2026-11-21T09:00:00Z' },
      'node:24  sha256:cdcdcdcdcdcd  made today',
    ],
    [
      { reference: 'node:24', createdAt: '1970-01-01T00:00:00Z', standIn: true },
      'node:24  assembled here in place of the official image',
    ],
  ])('says what %o is', (base, expected) => {
    expect(render({ base })).toContain(`\n  Base     ${expected}\n`);
  });

  it('shows the digest of a registry, and what the image takes there', () => {
    const digest = `sha256:${'ef'.repeat(32)}`;
    expect(render({ image: { ...report().image, digest } })).toContain(`\n  Digest   ${digest}\n`);
    const pushed = render({
      image: { ...report().image, digest, compressedBytes: 75_000_000 },
      pushed: [{ reference: 'a:1', digest }],
    });
    expect(pushed).toContain('201 MB, 75 MB compressed in the registry');
    expect(pushed).not.toContain('Digest');
  });

  it('shows what changed, the largest files and the labels only with verbose', () => {
    const given: Partial<BuildReport> = {
      changedLayers: [{ instruction: 'COPY . .', sizeBytes: 5000 }],
      largestFiles: [
        { path: '/app/server.js', sizeBytes: 4000, instruction: 'COPY . .' },
        { path: '/app/a', sizeBytes: 10, instruction: `RUN ${'x'.repeat(100)}` },
      ],
      labels: { b: '2', a: '1\u001b' },
    };
    expect(render(given).split('\n').slice(0, -2)).toEqual(render().split('\n').slice(0, -2));
    const [, details] = render(given, true).split('RUN npm ci\n');
    expect(details?.split('\n').slice(0, -2)).toEqual([
      '  Changed   5.0 kB  COPY . .',
      '  Files     4.0 kB  /app/server.js  (COPY . .)',
      '              10 B  /app/a  (RUN xxxxxxxxxxxxxxxxxxxxxxxx…',
      '  Labels   a=1\\u001b',
      '           b=2',
    ]);
    expect(render({ changedLayers: [] }, true)).toContain('\n  Changed  no layer\n');
  });

  it('shows further tags, warnings, and that BuildKit is missing', () => {
    const text = render({
      image: { ...report().image, tags: ['a:1', 'b:1', 'c:1'] },
      warnings: ['A is odd.'],
      builder: 'classic',
    });
    expect(text).toContain('Also     b:1, c:1');
    expect(text).toContain('! A is odd.');
    expect(text).toContain('without BuildKit');
  });

  it('says where an image went', () => {
    const digest = `sha256:${'ef'.repeat(32)}`;
    const text = render({ pushed: [{ reference: 'ghcr.io/acme/todo:1', digest }] });
    expect(text).toContain(`  Pushed   ghcr.io/acme/todo:1  ${digest}\n`);
    expect(text).toContain('is built and pushed in 3.2 s.');
  });

  it('lists the steps when asked for everything', () => {
    expect(render({}, true)).toMatch(/ {2}0 ms {2}\[1\/2\] FROM debian\n.*cached {2}\[2\/2\] RUN npm ci/u);
  });

  it('says what went where when buildx built it, and nothing of an image that is not in the engine', () => {
    const text = render({
      image: { tags: ['todo:1.0.0'], platform: 'linux/amd64,linux/arm64' },
      buildx: {
        version: '0.29.1',
        builder: 'own',
        driver: 'docker-container',
        reasons: ['--output', '--reproducible'],
      },
      outputs: [
        { type: 'oci', path: 'todo.tar', sizeBytes: 83_000_000, digest: 'sha256:abc' },
        { type: 'local', path: 'out', sizeBytes: 1200 },
      ],
      sourceDate: { epoch: 1_700_000_000, from: 'the last git commit' },
      largestLayers: [],
    });
    expect(text.split('\n')).toEqual([
      '  Image    not in the engine  linux/amd64,linux/arm64',
      '  Wrote    todo.tar  oci  83 MB  sha256:abc',
      '           out  local  1.2 kB',
      '  Builder  buildx 0.29.1, own (docker-container), for --output, --reproducible',
      '  Time     2023-11-14T22:13:20.000Z  the last git commit',
      '  Context  42 files, 310 kB',
      '  Steps    1, 1 from the cache',
      '',
      '✔ todo:1.0.0 is built and written in 3.2 s. Next: mcp-dock verify',
    ]);
  });
});
