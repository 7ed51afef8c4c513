import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { build, type BuildInput } from '../../../src/actions/build.js';
import { configSchema, type ProjectConfig } from '../../../src/config/schema.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { buildReportSchema } from '../../../src/model/build-report.js';
import type { BuildEvent } from '../../../src/model/build-event.js';
import type { BuildRequest, Engine } from '../../../src/ports/engine.js';
import { fakeEngine, scriptedEngine } from '../../fakes/fake-engine.js';
import { fakeProcesses } from '../../support/probe-context.js';
import { imageConfig } from '../../support/image-facts.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'todo-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** An engine that builds whatever it is given, and remembers what it was asked. */
function builder(override: Partial<Engine> = {}, events: readonly BuildEvent[] = []) {
  const requests: BuildRequest[] = [];
  const engine = fakeEngine({
    info: (signal) => scriptedEngine({}).engine.info(signal),
    buildImage: async (request, onEvent) => {
      await buffer(request.context);
      requests.push(request);
      for (const event of events) onEvent(event);
      return { id: 'sha256:new', builder: 'buildkit' };
    },
    inspectImage: async (reference) => {
      if (reference !== 'sha256:new') throw new McpDockError('IMAGE_NOT_FOUND', { reference });
      return { ...imageConfig({ id: 'sha256:new', sizeBytes: 5000 }), environment: [], layers: [], tags: [] };
    },
    imageHistory: async () => [
      { instruction: 'CMD x', sizeBytes: 0, emptyLayer: true },
      { instruction: 'COPY . . # buildkit', sizeBytes: 10, emptyLayer: false },
      { instruction: '', sizeBytes: 4000, emptyLayer: false },
      { instruction: 'RUN /bin/sh -c a', sizeBytes: 20, emptyLayer: false },
      { instruction: 'RUN /bin/sh -c b', sizeBytes: 5, emptyLayer: false },
    ],
    ...override,
  });
  return { engine, requests };
}
function run(engine: Engine, input: Partial<BuildInput> & { config?: ProjectConfig } = {}, notes: string[] = []) {
  const { config, ...rest } = input;
  return build(
    {
      directory: folder,
      ...(config !== undefined && { project: { config, directory: folder } }),
      flags: {},
      verbose: false,
      ...rest,
    },
    {
      engine,
      progress: { ...createSilentProgress(), note: (message) => notes.push(message) },
      processes: fakeProcesses(),
      signal: new AbortController().signal,
      cwd: dirname(folder),
      environment: {},
      toolVersion: '1.2.3',
    },
  );
}
const failing = (reason: string, step?: string, events: readonly BuildEvent[] = []): Partial<Engine> => ({
  buildImage: async (_, onEvent) => {
    for (const event of events) onEvent(event);
    const at = step === undefined ? {} : { step };
    throw new McpDockError('BUILD_FAILED', { cause: 'other', ...at, reason, lastLines: [], advice: [] });
  },
});

describe('build', () => {
  it('reports what was built', async () => {
    await put({ Dockerfile: 'FROM x', a: '12345' });
    const step = (name: string, cached: boolean): BuildEvent[] => [
      { kind: 'step-started', step: { id: name, name, cached, startedAtMs: 1 } },
      { kind: 'step-finished', step: { id: name, name, cached, startedAtMs: 1, finishedAtMs: 8 } },
    ];
    const { engine, requests } = builder({}, [
      ...step('[build 1/2] FROM x', true),
      ...step('[build 2/2] RUN y', true),
      ...step('[stage-1 2/2] COPY . .', false),
      { kind: 'warning', message: 'Odd' },
    ]);
    const report = await run(engine, { config: configSchema.parse({ name: 'todo', image: 'todo:1.0.0' }) });
    expect(buildReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      tool: { version: '1.2.3' },
      image: { id: 'sha256:new', tags: ['todo:1.0.0'], platform: 'linux/amd64', sizeBytes: 5000 },
      context: { files: 2, bytes: 11 },
      cache: { hits: 1, total: 2 },
      largestLayers: [
        { instruction: 'base image', sizeBytes: 4000 },
        { instruction: 'RUN a', sizeBytes: 20 },
        { instruction: 'COPY . .', sizeBytes: 10 },
      ],
      warnings: ['Odd'],
    });
    expect(report.image).not.toHaveProperty('previousSizeBytes');
    expect(requests[0]).toMatchObject({ dockerfile: 'Dockerfile', tags: ['todo:1.0.0'], secrets: {} });
  });

  it('compares with the image that the tag named before', async () => {
    await put({ Dockerfile: 'FROM x' });
    const { engine } = builder({
      inspectImage: async (reference) => ({
        ...imageConfig({ sizeBytes: reference === 'sha256:new' ? 5000 : 4000 }),
        environment: [],
        layers: [],
        tags: [],
      }),
    });
    await expect(run(engine)).resolves.toMatchObject({ image: { sizeBytes: 5000, previousSizeBytes: 4000 } });
  });

  it('needs only a Dockerfile, and calls the image after the folder', async () => {
    await put({ Dockerfile: 'FROM x' });
    const { engine, requests } = builder();
    await run(engine);
    expect(requests[0]?.tags[0]).toMatch(/^todo-[a-z0-9-]*:latest$/u);
  });

  it('takes the Dockerfile and the context of the config, and --file from where the user stands', async () => {
    await put({ 'docker/Dockerfile': 'FROM x', 'app/a': '1', 'other.Dockerfile': 'FROM y' });
    const config = configSchema.parse({ name: 'todo', build: { dockerfile: 'docker/Dockerfile', context: 'app' } });
    const { engine, requests } = builder();
    await expect(run(engine, { config })).resolves.toMatchObject({ context: { files: 2 } });
    await run(engine, { file: join(basename(folder), 'other.Dockerfile') });
    expect(requests.map(({ dockerfile }) => dockerfile)).toEqual(['.mcp-dock.Dockerfile', 'other.Dockerfile']);
  });

  it('says what it does not send', async () => {
    await put({ Dockerfile: 'FROM x', '.env': 'A=1' });
    const report = await run(builder().engine);
    expect(report.warnings).toEqual([expect.stringMatching(/^\.env is not sent/u)]);
  });

  it('gives a failed build its cause, lines and advice, and says what was odd before', async () => {
    await put({ Dockerfile: 'FROM x\nCOPY .env /', '.env': 'A=1' });
    const { engine } = builder(
      failing('failed to compute cache key: "/.env" not found: not found', '[2/2] COPY .env /'),
    );
    const notes: string[] = [];
    await expect(run(engine, {}, notes)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      details: { cause: 'file-missing-from-context', step: '[2/2] COPY .env /' },
      suggestions: [expect.stringContaining('never sent') as string],
    });
    expect(notes).toEqual([expect.stringMatching(/^\.env is not sent/u)]);
  });

  it('shows the last 20 lines of the failed step, and all with verbose', async () => {
    await put({ Dockerfile: 'FROM x' });
    const step = { id: 'a', name: '[2/2] RUN y', cached: false, startedAtMs: 1 };
    const events: BuildEvent[] = [
      { kind: 'step-started', step },
      ...Array.from({ length: 30 }, (_, index): BuildEvent => ({
        kind: 'log',
        stepId: 'a',
        stream: 'stdout',
        line: `${index}`,
      })),
      { kind: 'step-finished', step: { ...step, finishedAtMs: 2, error: 'exit code: 1' } },
    ];
    const { engine } = builder(failing('executor failed running [y]: exit code: 1', step.name, events));
    const linesOf = async (verbose: boolean) => {
      const error = await run(engine, { verbose }).catch((thrown: unknown) => thrown as McpDockError<'BUILD_FAILED'>);
      return 'details' in error ? error.details.lastLines : [];
    };
    expect(await linesOf(false)).toEqual(Array.from({ length: 20 }, (_, index) => `${index + 10}`));
    expect(await linesOf(true)).toHaveLength(30);
  });

  it('shows neither a secret build argument nor the password of a proxy', async () => {
    await put({ Dockerfile: 'FROM x\nARG API_TOKEN\nRUN y' });
    const step = { id: 'a', name: '[2/2] RUN y --token=token-value', cached: false, startedAtMs: 1 };
    const log = (line: string): BuildEvent => ({ kind: 'log', stepId: 'a', stream: 'stderr', line });
    const events: BuildEvent[] = [
      { kind: 'step-started', step },
      log('using token-value'),
      log('cannot resolve proxy me:proxy-word@proxy.example'),
      { kind: 'step-finished', step: { ...step, finishedAtMs: 2, error: 'exit code: 1' } },
    ];
    const { engine } = builder(failing('y token-value: exit code: 1', step.name, events));
    const input: Partial<BuildInput> & { config?: ProjectConfig } = {
      flags: { buildArgs: ['API_TOKEN=token-value', 'HTTPS_PROXY=http://me:proxy-word@proxy.example'] },
    };
    const error = await run(engine, input).catch((thrown: unknown) => thrown as McpDockError<'BUILD_FAILED'>);
    const text = JSON.stringify([error, 'details' in error ? error.details : undefined]);
    expect(text).toContain('using ••••••');
    expect(text).not.toMatch(/token-value|proxy-word/u);
  });

  const TESTED = 'FROM x AS build\nRUN a\nFROM build AS test\nRUN npm test\nFROM x\n';
  const ranTests = (cached: boolean): BuildEvent[] => {
    const step = { id: 't', name: '[test 1/1] RUN npm test', cached, startedAtMs: 1 };
    return [
      { kind: 'step-started', step },
      { kind: 'step-finished', step: { ...step, finishedAtMs: cached ? 1 : 8 } },
    ];
  };

  it.each([
    [true, 0],
    [false, 7],
  ])('runs the tests before it builds, and says whether they ran: cached %s', async (cached, durationMs) => {
    await put({ Dockerfile: TESTED });
    const { engine, requests } = builder({}, ranTests(cached));
    const report = await run(engine, { flags: { test: true, tags: ['a:1'] } });
    expect(requests).toMatchObject([{ target: 'test', tags: [], output: 'cache' }, { tags: ['a:1'] }]);
    expect(requests[1]).not.toHaveProperty('target');
    expect(requests[1]).not.toHaveProperty('output');
    expect(report.tests).toEqual({ stage: 'test', cached, durationMs });
  });

  it('never runs them unasked', async () => {
    await put({ Dockerfile: TESTED });
    const { engine, requests } = builder();
    expect(await run(engine)).not.toHaveProperty('tests');
    expect(requests).toHaveLength(1);
  });

  it.each(['plain', 'push'])('builds and pushes nothing when they fail: %s', async (mode) => {
    await put({ Dockerfile: TESTED });
    const { engine } = builder(failing('executor failed running [npm test]: exit code: 1', '[test 1/1] RUN npm test'));
    await expect(run(engine, { flags: { test: true }, push: mode === 'push' })).rejects.toMatchObject({
      code: 'TESTS_FAILED',
      details: { cause: 'tests-failed', reason: 'exit code 1' },
    });
  });

  it('never takes tests that nobody saw end for passed', async () => {
    await put({ Dockerfile: TESTED });
    await expect(run(builder().engine, { flags: { test: true } })).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });

  it('asks the engine for nothing when there are no tests', async () => {
    await put({ Dockerfile: 'FROM x' });
    const { engine, requests } = builder();
    await expect(run(engine, { flags: { test: true } })).rejects.toMatchObject({ code: 'TEST_STAGE_INVALID' });
    expect(requests).toEqual([]);
  });

  it('takes a step that ran out of disk for a full disk', async () => {
    await put({ Dockerfile: 'FROM x' });
    const { engine } = builder(failing('mkdir /x: no space left on device', '[2/2] RUN y'));
    await expect(run(engine)).rejects.toMatchObject({ code: 'DISK_FULL', details: { during: '[2/2] RUN y' } });
  });

  it.each<[string, Record<string, string>, Partial<BuildInput> & { config?: ProjectConfig }, string]>([
    ['no project at all', { a: '' }, {}, 'PROJECT_NOT_FOUND'],
    [
      'a project without its Dockerfile',
      { a: '' },
      { config: configSchema.parse({ name: 'todo' }) },
      'DOCKERFILE_INVALID',
    ],
    ['a --file that is not there', { Dockerfile: 'FROM x' }, { file: 'nope' }, 'DOCKERFILE_INVALID'],
    ['a Dockerfile without FROM', { Dockerfile: 'RUN x' }, {}, 'DOCKERFILE_INVALID'],
    ['a CA file that is not there', { Dockerfile: 'FROM x' }, { caFile: 'nope.pem' }, 'CA_FILE_INVALID'],
    ['a stage that is not there', { Dockerfile: 'FROM x' }, { flags: { target: 'nope' } }, 'FLAG_INVALID'],
  ])('refuses %s before the engine builds', async (_, files, input, code) => {
    await put(files);
    const { engine, requests } = builder();
    await expect(run(engine, input)).rejects.toMatchObject({ code });
    expect(requests).toEqual([]);
  });

  it('refuses a log file that cannot be written before the engine builds', async () => {
    await put({ Dockerfile: 'FROM x', file: '' });
    const { engine, requests } = builder();
    const logFile = join(folder, 'file', 'build.log');
    await expect(run(engine, { logFile })).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
      details: { path: logFile },
    });
    expect(requests).toEqual([]);
  });

  it('says why a build failed, and not that its log is gone', async () => {
    await put({ Dockerfile: 'FROM x' });
    const logFile = join(folder, 'logs', 'build.log');
    const { engine } = builder({
      buildImage: async () => {
        await rm(dirname(logFile), { recursive: true });
        await writeFile(dirname(logFile), 'a file now');
        throw new McpDockError('BUILD_FAILED', { cause: 'other', reason: 'exit code: 3', lastLines: [], advice: [] });
      },
    });
    const notes: string[] = [];
    await expect(run(engine, { logFile }, notes)).rejects.toMatchObject({ code: 'BUILD_FAILED' });
    expect(notes).toEqual([expect.stringContaining(`${logFile} could not be written`)]);
  });

  it('says what is there, and what was odd, when only the push fails', async () => {
    await put({ Dockerfile: 'FROM x', '.env': 'A=1' });
    const refused = new McpDockError('PUSH_FAILED', { reference: 'todo:1', reason: 'no', fault: 'unauthorized' });
    const { engine } = builder({ pushImage: () => Promise.reject(refused) });
    const notes: string[] = [];
    await expect(run(engine, { flags: { tags: ['todo:1'] }, push: true }, notes)).rejects.toMatchObject({
      code: 'PUSH_FAILED',
    });
    expect(notes).toEqual([expect.stringMatching(/^\.env is not sent/u), 'todo:1 is built, and in the engine.']);
  });

  it('says that a Dockerfile elsewhere will do where there is none', async () => {
    await expect(run(builder().engine)).rejects.toMatchObject({
      suggestions: [expect.anything(), expect.stringContaining('--file PATH') as string],
    });
  });

  it.each(['info', 'inspectImage', 'buildImage', 'imageHistory'] as const)(
    'passes the loss of the engine during %s',
    async (method) => {
      await put({ Dockerfile: 'FROM x' });
      const lost = new McpDockError('ENGINE_LOST', { during: method });
      const { engine } = builder({ [method]: () => Promise.reject(lost) });
      await expect(run(engine)).rejects.toBe(lost);
    },
  );
});
