import { expect, it } from 'vitest';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import baseImages from '../../../src/probes/base-images.js';
import { NotApplicable } from '../../../src/probes/define-probe.js';
import { engineFact } from '../../support/host-facts.js';
import { folderWith, probeContext } from '../../support/probe-context.js';

const DOCKERFILE = `ARG REGISTRY=docker.io/library
ARG VERSION
FROM \${REGISTRY}/node:24 AS build
FROM build AS test
FROM \${REGISTRY}/node:24 AS again
FROM \${REGISTRY:-x}/debian AS runtime
FROM unknown:\${VERSION}
FROM scratch
`;
const LABELS: Record<string, Record<string, string>> = { 'mirror.example/node:24': { 'io.mcp-dock.stand-in': 'true' } };

const engine = {
  inspectImage: async (reference: string) => {
    if (LABELS[reference] === undefined) throw new McpDockError('IMAGE_NOT_FOUND', { reference });
    return { labels: LABELS[reference] } as never;
  },
  askRegistry: async () => ({ status: 'unreachable', message: 'no route' }) as const,
};

it('finds each image that a stage builds on, once', async () => {
  await using folder = await folderWith({ Dockerfile: DOCKERFILE });
  const context = probeContext({ cwd: folder.path, engine, facts: { engine: engineFact() } });
  expect(await baseImages.collect(context as never)).toEqual([
    {
      reference: 'docker.io/library/node:24',
      line: 3,
      stage: 'build',
      present: false,
      standIn: false,
      registry: 'unreachable',
      message: 'no route',
    },
    {
      reference: 'docker.io/library/debian',
      line: 6,
      stage: 'runtime',
      present: false,
      standIn: false,
      registry: 'unreachable',
      message: 'no route',
    },
  ]);
});

it('follows the build arguments of the project', async () => {
  await using folder = await folderWith({
    Dockerfile: DOCKERFILE,
    'mcp-dock.yaml': 'name: x\nbuild: { args: { REGISTRY: mirror.example, VERSION: "2" } }\n',
  });
  const context = probeContext({ cwd: folder.path, engine, facts: { engine: engineFact() } });
  expect(await baseImages.collect(context as never)).toMatchObject([
    { reference: 'mirror.example/node:24', present: true, standIn: true, registry: 'not-asked' },
    { reference: 'mirror.example/debian' },
    { reference: 'unknown:2' },
  ]);
});

it.each([
  ['no Dockerfile', {}],
  ['nothing but scratch', { Dockerfile: 'FROM scratch\n' }],
])('has nothing to ask with %s', async (_, files) => {
  await using folder = await folderWith(files);
  const context = probeContext({ cwd: folder.path, engine, facts: { engine: engineFact() } });
  await expect(baseImages.collect(context as never)).rejects.toThrow(NotApplicable);
});

it('is unknown for the reason for which the engine is', async () => {
  await using folder = await folderWith({ Dockerfile: DOCKERFILE });
  const gone = engineFact({ reachable: false, problem: { kind: 'refused', message: 'No engine.' } });
  const context = probeContext({ cwd: folder.path, engine, facts: { engine: gone } });
  await expect(baseImages.collect(context as never)).rejects.toThrow('No engine.');
});
