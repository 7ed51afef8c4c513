import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { verify } from '../../src/actions/verify.js';
import { checks as all } from '../../src/checks/index.js';
import { selectChecks } from '../../src/cli/select-checks.js';
import { loadConfig } from '../../src/config/load-config.js';
import type { ChecklistName, Consumer } from '../../src/model/asked-for.js';
import type { Context } from '../../src/ports/context.js';
import type { ContainerSpec, Engine } from '../../src/ports/engine.js';
import { folderWith } from '../support/probe-context.js';
import { buildImage, fixturesDockerfile, nothingIsLeft, realEngine, testImage } from '../support/verify-engine.js';

/** Labelled as a server of the registry. */
const IMAGE = testImage('admission');
const NAME = 'io.github.acme/fixtures';

let engine: Engine;
beforeAll(async () => {
  engine = await realEngine();
  await buildImage(engine, IMAGE, `${fixturesDockerfile}\nLABEL io.modelcontextprotocol.server.name=${NAME}`);
});
afterEach(() => nothingIsLeft(engine, IMAGE));

const projectOf = (file: string, name = NAME) => ({
  'mcp-dock.yaml': [
    'name: fixtures',
    `image: ${IMAGE}`,
    'server:',
    '  transports:',
    `    http: { args: [/app/${file}, http] }`,
    `    stdio: { args: [/app/${file}, stdio] }`,
    '  data: [/app/data]',
    '  env: { WEATHER_TOKEN: dummy }',
    'budgets: { ready: 20s, readyWarning: 15s }',
  ].join('\n'),
  'smithery.yaml': 'runtime: container\n',
  'server.json': JSON.stringify({
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name,
    description: 'Tasks of the tests',
    version: '1.0.0',
    packages: [{ registryType: 'oci', identifier: 'ghcr.io/acme/fixtures:1.0.0', transport: { type: 'stdio' } }],
  }),
});

interface Asked {
  readonly targets?: readonly Consumer[];
  readonly checklists?: readonly ChecklistName[];
}

async function outcomesOf(files: Readonly<Record<string, string>>, { targets = [], checklists = [] }: Asked) {
  await using folder = await folderWith(files);
  const created: ContainerSpec[] = [];
  const project = await loadConfig(folder.path);
  const asked = all.filter(({ id }) => /^(?:publish|checklist)\//u.test(id) || id === 'image/non-root-user');
  const outcome = await verify(
    {
      target: { kind: 'project' },
      ...(project && { project }),
      checks: selectChecks(asked, { only: ['image/non-root-user'], targets, checklists }),
      environment: {},
      headers: {},
      timeoutMs: 120_000,
    },
    {
      engine: {
        ...engine,
        createContainer: (spec: ContainerSpec) => {
          created.push(spec);
          return engine.createContainer(spec);
        },
      },
      progress: createSilentProgress(),
      signal: new AbortController().signal,
      cwd: folder.path,
      environment: {},
      toolVersion: '0.0.0',
    } as unknown as Context,
  );
  const errors = outcome.results.flatMap(({ id, outcome: what, findings }) =>
    findings.some(({ severity = 'error' }) => what === 'fail' && severity === 'error') ? [id] : [],
  );
  return { errors, results: outcome.results, created };
}

const RUNNERS = ['docker-catalog', 'docker-gateway', 'glama', 'smithery', 'toolhive', 'kubernetes-restricted'] as const;

describe('an image, as its consumers start it', () => {
  it('is taken by all of them when it is sound', async () => {
    const { errors, results, created } = await outcomesOf(projectOf('good.ts'), {
      targets: [...RUNNERS, 'mcp-registry'],
      checklists: ['security'],
    });
    expect(errors).toEqual([]);
    expect(results.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    expect(results.map(({ id }) => id)).toEqual([
      'checklist/security',
      'image/non-root-user',
      'publish/docker-catalog',
      'publish/docker-gateway',
      'publish/glama',
      'publish/kubernetes-restricted',
      'publish/mcp-name-label',
      'publish/server-json',
      'publish/smithery',
      'publish/toolhive',
    ]);
    expect(created).toContainEqual(
      expect.objectContaining({
        init: true,
        noNewPrivileges: true,
        cpus: 1,
        memoryBytes: 2 * 1024 ** 3,
        environment: { WEATHER_TOKEN: '<UNKNOWN>' },
      }),
    );
  }, 60_000);

  it('is refused for want of a secret', async () => {
    const { errors, results } = await outcomesOf(projectOf('wants-a-secret.ts'), { targets: RUNNERS });
    expect(errors).toEqual(['publish/docker-catalog', 'publish/docker-gateway', 'publish/glama', 'publish/smithery']);
    const [finding] = results.find(({ id }) => id === 'publish/docker-gateway')?.findings ?? [];
    expect(finding?.message).toContain('WEATHER_TOKEN is no token of the weather service');
    expect(finding?.repro).toMatch(/^docker run --rm -i --init --security-opt no-new-privileges/u);
  }, 60_000);

  it.each<{ file: string; targets: readonly Consumer[]; refused: string; says: string }>([
    {
      file: 'modern-only.ts',
      targets: ['docker-gateway'],
      refused: 'publish/docker-gateway',
      says: 'does not answer over stdio: initialize',
    },
    {
      file: 'minds-mcp-transport.ts',
      targets: ['toolhive'],
      refused: 'publish/toolhive',
      says: 'MCP_TRANSPORT is stdio',
    },
    {
      file: 'writes-beside-data.ts',
      targets: ['kubernetes-restricted'],
      refused: 'publish/kubernetes-restricted',
      says: 'EROFS: read-only file system',
    },
  ])(
    '$file is refused by $targets',
    async ({ file, targets, refused, says }) => {
      const { errors, results } = await outcomesOf(projectOf(file), { targets });
      expect(errors).toEqual([refused]);
      const said = results.find(({ id }) => id === refused)?.findings.map(({ message }) => message);
      expect(said?.join('\n')).toContain(says);
    },
    60_000,
  );

  it('is not the one that server.json publishes', async () => {
    const files = projectOf('good.ts', 'io.github.acme/other');
    const { errors, created } = await outcomesOf(files, { targets: ['mcp-registry'] });
    expect(errors).toEqual(['publish/mcp-name-label']);
    expect(created).toEqual([]);
  });
});
