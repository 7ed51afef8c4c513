import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../src/cli/next-step.js';
import { parseConfig } from '../../../src/config/load-config.js';
import { buildReportSchema, type BuildReport } from '../../../src/model/build-report.js';

const cwd = join('/', 'p');
const project = parseConfig('name: todo\nimage: todo:1\n', 'mcp-dock.yaml', cwd);
type Output = NonNullable<BuildReport['outputs']>[number];
const written = (type: Output['type']): Output[] => [{ type, path: 'x.tar', sizeBytes: 1 }];
const buildx = (driver: string) => ({ version: '0.29.1', builder: 'b', driver, reasons: ['--output'] });

function next(
  report: Partial<BuildReport>,
  place: Partial<Parameters<typeof nextStep>[1]> = {},
  tag = 'todo:1',
): string {
  const whole = buildReportSchema.parse({
    schemaVersion: 1,
    tool: { name: 'mcp-dock', version: '1.2.3' },
    command: 'build',
    startedAt: '2026-11-21T10:00:00.000Z',
    image: { id: 'sha256:a', tags: [tag], platform: 'linux/amd64', sizeBytes: 1 },
    builder: 'buildkit',
    durationMs: 1,
    context: { files: 1, bytes: 1 },
    steps: [],
    cache: { hits: 0, total: 0 },
    largestLayers: [],
    labels: {},
    warnings: [],
    ...report,
  });
  return nextStep(whole, { project, directory: cwd, cwd, main: true, ...place });
}
const elsewhere: Partial<BuildReport> = { image: { tags: ['todo:1'], platform: 'linux/amd64' } };

describe('the next step after a build', () => {
  it('verifies the server, from the folder of its project', () => {
    expect(next({})).toBe('mcp-dock verify');
    expect(next({}, { directory: join(cwd, 'todo') })).toBe('cd todo && mcp-dock verify');
    expect(next({}, {}, 'todo:fresh')).toBe('mcp-dock verify image:todo:fresh');
    expect(next({}, { project: undefined })).toBe('mcp-dock verify image:todo:1');
  });

  it('starts what stands beside the server', () => {
    expect(next({}, { main: false })).toBe('docker run --rm todo:1');
  });

  it.each<[string, Partial<BuildReport>, string]>([
    [
      'an archive of docker',
      { outputs: written('docker'), buildx: buildx('docker-container') },
      'docker load --input x.tar',
    ],
    [
      'an OCI archive of the engine',
      { outputs: written('oci'), buildx: buildx('docker') },
      'docker load --input x.tar',
    ],
    [
      'an OCI archive of another builder',
      { outputs: written('oci'), buildx: buildx('docker-container') },
      'mcp-dock build',
    ],
    ['a folder', { outputs: written('local'), buildx: buildx('docker') }, 'mcp-dock build'],
  ])('of %s', (_, report, expected) => {
    expect(next({ ...elsewhere, ...report })).toBe(expected);
    expect(next({ ...elsewhere, ...report }, { main: false })).toBe(expected);
  });
});
