import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { resolveEngineEndpoint } from '../../src/config/engine-endpoint.js';
import type { ContainerSpec, Engine } from '../../src/ports/engine.js';
import { RUN_LABEL } from '../../src/model/tool.js';

const IMAGE = 'debian:bookworm-slim';
let engine: Engine;
const created: string[] = [];

const create = async (spec: Partial<ContainerSpec>) => {
  const id = await engine.createContainer({ imageReference: IMAGE, labels: { [RUN_LABEL]: 'engine-test' }, ...spec });
  created.push(id);
  return id;
};

beforeAll(async () => {
  engine = createDockerodeEngine(await resolveEngineEndpoint({ environment: process.env }));
});

afterEach(async () => {
  await Promise.all(created.splice(0).map((id) => engine.removeContainer(id)));
});

describe('the real engine', () => {
  it('says what it is', async () => {
    const info = await engine.info();
    expect(info).toMatchObject({ kind: 'docker', os: 'linux', publishedHost: '127.0.0.1' });
    expect(info.apiVersion).toMatch(/^1\.\d+$/u);
    expect(info.rootDirectory).toMatch(/^\//u);
  });

  it('carries stdin to the container and ends it there', async () => {
    const id = await create({ args: ['sh', '-c', 'echo ready >&2; exec cat'], openStdin: true });
    const streams = await engine.attachContainer(id);
    const waited = engine.waitContainer(id);
    await engine.startContainer(id);
    const [ready] = (await once(streams.stderr, 'data')) as [Buffer];
    expect(ready.toString()).toBe('ready\n');
    streams.stdin.write('first\n');
    const [first] = (await once(streams.stdout, 'data')) as [Buffer];
    expect(first.toString()).toBe('first\n');
    const rest = text(streams.stdout);
    streams.stdin.end('last\n');
    expect(await rest).toBe('last\n');
    expect(await engine.waitContainer(id)).toBe(0);
    // Asked before the start, the answer is that of a container that does not run.
    expect(await waited).toBe(0);
  });

  it('loses no byte of a flood, and keeps the streams apart', async () => {
    const id = await create({
      args: ['sh', '-c', 'head -c 20000000 /dev/zero; head -c 3000000 /dev/zero >&2'],
      openStdin: true,
    });
    const { stdout, stderr } = await engine.attachContainer(id);
    await engine.startContainer(id);
    const length = async (stream: AsyncIterable<Buffer>) => {
      let bytes = 0;
      for await (const chunk of stream) bytes += chunk.length;
      return bytes;
    };
    expect(await Promise.all([length(stdout), length(stderr)])).toEqual([20_000_000, 3_000_000]);
  });

  it('reads logs, processes, memory and state, and runs commands', async () => {
    const id = await create({
      args: ['sh', '-c', 'for i in 1 2 3 4 5; do echo "line $i"; done; echo oops >&2; exec sleep 60'],
      environment: { GREETING: 'hello' },
      memoryBytes: 64 * 1024 * 1024,
      user: '1234:1234',
      publish: [8080],
    });
    await engine.startContainer(id);
    const state = await engine.inspectContainer(id);
    expect(state).toMatchObject({ id, running: true, status: 'running', imageReference: IMAGE, oomKilled: false });
    expect(state.published[8080]).toMatchObject({ host: '127.0.0.1' });
    expect(state.published[8080]?.port).toBeGreaterThan(1023);
    expect(state.environment).toContain('GREETING=hello');

    const result = await engine.exec(id, ['sh', '-c', 'echo $GREETING; id -u >&2; exit 3'], { user: '5' });
    expect(result).toEqual({ exitCode: 3, stdout: 'hello\n', stderr: '5\n' });
    const bounded = await engine.exec(id, ['head', '-c', '1000000', '/dev/zero']);
    expect(bounded.stdout).toHaveLength(65_536);
    await expect(engine.exec(id, ['sleep', '30'], { timeoutMs: 300 })).rejects.toMatchObject({ code: 'TIMED_OUT' });

    const processes = await engine.containerProcesses(id);
    expect(processes[0]).toMatchObject({ user: '1234', command: 'sleep 60' });
    const { usageBytes, limitBytes } = await engine.containerMemory(id);
    expect(usageBytes).toBeGreaterThan(10_000);
    expect(usageBytes).toBeLessThan(64 * 1024 * 1024);
    expect(limitBytes).toBe(64 * 1024 * 1024);

    expect(await engine.containerLogs(id, 100)).toEqual(
      expect.arrayContaining([
        { stream: 'stdout', line: 'line 5' },
        { stream: 'stderr', line: 'oops' },
      ]),
    );
    expect(await engine.containerLogs(id, 3)).toHaveLength(3);
    expect((await engine.listContainers({ label: `${RUN_LABEL}=engine-test` })).map((found) => found.id)).toContain(id);

    const stopping = performance.now();
    await engine.stopContainer(id, 1000);
    expect(performance.now() - stopping).toBeLessThan(8000);
    expect(await engine.inspectContainer(id)).toMatchObject({ running: false, status: 'exited', exitCode: 137 });
    await engine.stopContainer(id, 1000);
    await engine.killContainer(id, 'SIGKILL');
    await engine.removeContainer(id);
    await engine.removeContainer(id);
    await expect(engine.inspectContainer(id)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
  });

  it('keeps the newest megabyte of a long log', async () => {
    const id = await create({
      args: ['sh', '-c', 'i=0; while [ $i -lt 3000 ]; do printf "%01000d\\n" $i; i=$((i+1)); done'],
    });
    await engine.startContainer(id);
    await engine.waitContainer(id);
    const lines = await engine.containerLogs(id, 100_000);
    expect(lines.length).toBeLessThan(1100);
    expect(lines.length).toBeGreaterThan(1000);
    expect(lines.at(-1)?.line).toMatch(/^0+2999$/u);
  });

  it('waits for the end, and no longer than it is asked to', async () => {
    const id = await create({ args: ['sh', '-c', 'sleep 0.3; exit 7'] });
    await engine.startContainer(id);
    expect(await engine.waitContainer(id)).toBe(7);
    const running = await create({ args: ['sleep', '60'] });
    await engine.startContainer(running);
    const abort = new AbortController();
    const waiting = engine.waitContainer(running, abort.signal);
    await sleep(50);
    abort.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('saves an image as a tar', async () => {
    const tar = await engine.saveImage(IMAGE);
    const names: string[] = [];
    let bytes = 0;
    for await (const chunk of tar as AsyncIterable<Buffer>) {
      if (bytes === 0) names.push(chunk.subarray(257, 262).toString());
      bytes += chunk.length;
    }
    expect(names).toEqual(['ustar']);
    expect(bytes).toBeGreaterThan(50_000_000);
  });

  it('describes an image', async () => {
    const image = await engine.inspectImage(IMAGE);
    expect(image).toMatchObject({ os: 'linux', tags: expect.arrayContaining([IMAGE]) });
    expect(image.layers.length).toBeGreaterThan(0);
    const history = await engine.imageHistory(IMAGE);
    expect(history.filter(({ emptyLayer }) => !emptyLayer)).toHaveLength(image.layers.length);
    const references = (await engine.listImages()).flatMap((found) => found.references);
    expect(references).toContain(IMAGE);
    expect((await engine.diskUsage()).reclaimableBytes).toBeGreaterThanOrEqual(0);
  });

  it.each([
    ['an image that is not there', () => engine.inspectImage('mcp-dock-test/nothing:1'), 'IMAGE_NOT_FOUND'],
    [
      'a container of an image that is not there',
      () => create({ imageReference: 'mcp-dock-test/nothing:1' }),
      'IMAGE_NOT_FOUND',
    ],
    ['a reference that is none', () => engine.inspectImage('a/../b?x'), 'IMAGE_REFERENCE_INVALID'],
    ['a container that is not there', () => engine.startContainer('mcp-dock-test-nothing'), 'CONTAINER_NOT_FOUND'],
    [
      'attaching to one that is not there',
      () => engine.attachContainer('mcp-dock-test-nothing'),
      'CONTAINER_NOT_FOUND',
    ],
    ['a name that is none', () => engine.inspectContainer('../info'), 'CONTAINER_NOT_FOUND'],
    ['an image that nobody has', () => engine.pullImage('127.0.0.1:1/nothing:1', () => {}), 'PULL_FAILED'],
    [
      'a program that is not there',
      async () => engine.startContainer(await create({ args: ['/no/such/program'] })),
      'CONTAINER_START_FAILED',
    ],
  ])('refuses %s', async (_, work, code) => {
    await expect(work()).rejects.toMatchObject({ code });
  });
});
