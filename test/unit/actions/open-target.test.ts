import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createSilentProgress } from '../../../src/adapters/silent-progress.js';
import { openTarget } from '../../../src/actions/open-target.js';
import { projectOf } from '../../../src/actions/own-project.js';
import { parseConfig } from '../../../src/config/load-config.js';
import type { ContainerState, Engine } from '../../../src/ports/engine.js';
import { parseTarget } from '../../../src/targets/parse-target.js';
import { fakeEngine, scriptedEngine } from '../../fakes/fake-engine.js';
import { fakeProcesses } from '../../support/probe-context.js';
import { imageConfig } from '../../support/image-facts.js';

const project = parseConfig(
  'name: todo\nimage: acme/todo\nserver: { transports: { http: { port: 3100 } }, env: { A: 1, B: 2 } }\n',
  'mcp-dock.yaml',
  '/no/such/folder',
);
const image = { ...imageConfig({ reference: 'acme/todo' }), environment: ['SECRET=1'], layers: [], tags: [] };
const inspectImage = async () => image;
const open = (target: string | undefined, engine: Partial<Engine>, withProject = true) =>
  openTarget(
    { target: parseTarget(target), ...(withProject ? { project } : {}), environment: { B: '3' }, headers: {} },
    contextOf(fakeEngine(engine)),
  );
const contextOf = (engine: Engine) => ({
  engine,
  progress: createSilentProgress(),
  processes: fakeProcesses(),
  environment: {},
  cwd: '/here',
  signal: new AbortController().signal,
});

async function serve(handler: RequestListener): Promise<{ readonly port: number } & AsyncDisposable> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

describe('an address', () => {
  const http = { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' } as const;
  const answersAt =
    (path: string): RequestListener =>
    (request, response) =>
      void (request.url === path ? response.end('{"jsonrpc":"2.0"}') : response.writeHead(404).end());

  it.each([
    { given: '', answers: '/mcp', asked: '/mcp' },
    { given: '/', answers: '/', asked: '/' },
    { given: '', answers: '/nowhere', asked: '/mcp' },
    { given: '/other', answers: '/mcp', asked: '/other' },
  ])('"$given" of a server at $answers is asked at $asked', async ({ given, answers, asked }) => {
    await using server = await serve(answersAt(answers));
    const target = await open(`http://127.0.0.1:${server.port}${given}`, {});
    expect((await target.open(http, new AbortController().signal)).url?.pathname).toBe(asked);
  });
});

describe('an image', () => {
  it.each([
    { target: undefined, configured: true },
    { target: 'image:acme/todo:latest', configured: true },
    { target: 'image:acme/other', configured: false },
  ])('$target hears the project: $configured', async ({ target, configured }) => {
    const opened = await open(target, { inspectImage });
    expect(opened.settings.configured).toBe(configured);
    expect((await projectOf(parseTarget(target), project, contextOf(fakeEngine({})))) !== undefined).toBe(configured);
    expect(opened.imageConfig).not.toHaveProperty('environment');
  });

  it('is started with the variables of the flags over those of the project, and a health interval of ours', async () => {
    const { engine, created, alive } = scriptedEngine({});
    const opened = await openTarget(
      { target: { kind: 'project' }, project, environment: { B: '3' }, headers: {} },
      contextOf(fakeEngine({ ...methodsOf(engine), inspectImage })),
    );
    const spec = { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' } as const;
    await opened.open(spec, new AbortController().signal);
    expect(created[0]).toMatchObject({ environment: { A: '1', B: '3' }, publish: [3100], healthIntervalMs: 250 });
    expect(alive.size).toBe(1);
    await opened[Symbol.asyncDispose]();
    expect(alive.size).toBe(0);
  });

  it('has no stdio where the project declares none', async () => {
    const opened = await open(undefined, { inspectImage });
    const spec = { name: 'stdio', mode: 'stdio', container: {}, ending: 'stdin-eof' } as const;
    expect(opened.notApplicable(spec)).toBe('The image has no stdio transport.');
  });

  it('needs a project when none is named', async () => {
    await expect(open(undefined, {}, false)).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' });
  });
});

describe('a container', () => {
  const state: ContainerState = {
    id: 'abc',
    name: 'todo-1',
    imageReference: 'acme/todo',
    imageId: 'sha256:1',
    status: 'running',
    running: true,
    oomKilled: false,
    startedAt: '',
    restartCount: 0,
    args: [],
    labels: {},
    environment: ['SERVICE_AUTH_TOKEN=hunter22-hunter22'],
    published: { 3000: { host: '0.0.0.0', port: 32_768 } },
    ipAddress: '172.17.0.2',
    openStdin: false,
    tty: false,
  };
  const label = '{"http":{"port":3000}}';
  const container = (
    change: Partial<ContainerState>,
    endpoint = 'unix:///var/run/docker.sock',
    labels: Record<string, string> = { 'io.mcp-dock.transports': label },
  ) =>
    open('container:todo-1', {
      inspectImage: async () => ({ ...image, labels }),
      inspectContainer: async () => ({ ...state, ...change }),
      info: async () => ({ endpoint, os: 'linux', publishedHost: '127.0.0.1' }) as Awaited<ReturnType<Engine['info']>>,
    });
  const http = { name: 'http', mode: 'http', container: {}, ending: 'SIGTERM' } as const;
  const urlOf = async (target: Awaited<ReturnType<typeof container>>) =>
    (await target.open(http, new AbortController().signal)).url?.href;

  it.each<{ name: string; change: Partial<ContainerState>; url: string }>([
    { name: 'on all addresses', change: {}, url: 'http://127.0.0.1:32768/mcp' },
    {
      name: 'on one address',
      change: { published: { 3000: { host: '10.0.0.5', port: 80 } } },
      url: 'http://10.0.0.5/mcp',
    },
    { name: 'nowhere', change: { published: {} }, url: 'http://172.17.0.2:3100/mcp' },
  ])('is reached where it is published $name', async ({ change, url }) => {
    expect(await urlOf(await container(change))).toBe(url);
  });

  it('is asked at the port and path that speak MCP when its image names none', async () => {
    await using hello = await serve((_, response) => void response.end('hello'));
    await using mcp = await serve(
      (request, response) => void response.end(request.url === '/' ? '{"jsonrpc":"2.0"}' : ''),
    );
    const published = {
      3000: { host: '127.0.0.1', port: hello.port },
      9090: { host: '127.0.0.1', port: mcp.port },
    };
    const target = await container({ published }, undefined, {});
    expect(await urlOf(target)).toBe(`http://127.0.0.1:${mcp.port}/`);
    expect(target.settings.transports.http).toEqual({ port: 9090, path: '/' });
  });

  it('is asked where it is published although nothing listens there, for that to be said', async () => {
    await using nothing = await serve((request) => void request.socket.destroy());
    const published = { 9999: { host: '127.0.0.1', port: nothing.port } };
    const target = await container({ published });
    expect(await urlOf(target)).toBe(`http://127.0.0.1:${nothing.port}/mcp`);
    expect(target.settings.transports.http?.port).toBe(9999);
    expect(target.title).toBe('todo-1');
  });

  it('is asked at its own address beside a port that is published for something else, and says so', async () => {
    await using metrics = await serve((_, response) => void response.end('up 1'));
    await using mcp = await serve((_, response) => void response.end('{"jsonrpc":"2.0"}'));
    const target = await open('container:todo-1', {
      inspectImage: async () => ({ ...image, labels: {}, exposedPorts: [`${mcp.port}/tcp`] }),
      inspectContainer: async () => ({
        ...state,
        published: { 9090: { host: '127.0.0.1', port: metrics.port } },
        ipAddress: '127.0.0.1',
      }),
      info: async () => ({ endpoint: 'unix:///x', os: 'linux', publishedHost: '127.0.0.1' }) as never,
    });
    expect(await urlOf(target)).toBe(`http://127.0.0.1:${mcp.port}/mcp`);
    expect(target.title).toBe(`todo-1 at its own address 127.0.0.1:${mcp.port}`);
  });

  it('of the project’s image hears its budgets, and is called by none of its calls', async () => {
    const budgets = parseConfig(
      'name: todo\nimage: acme/todo\nserver: { transports: { http: { port: 3000 } } }\n' +
        'expect: { calls: [{ tool: create_task }] }\nbudgets: { memory: 64MiB }\n',
      'mcp-dock.yaml',
      '/no/such/folder',
    );
    const opened = async (imageReference: string) =>
      openTarget(
        { target: parseTarget('container:todo-1'), project: budgets, environment: {}, headers: {} },
        contextOf(
          fakeEngine({
            inspectImage,
            inspectContainer: async () => ({ ...state, imageReference }),
            info: async () => ({ endpoint: 'unix:///x', os: 'linux', publishedHost: '127.0.0.1' }) as never,
          }),
        ),
      );
    const own = await opened('acme/todo:2');
    expect(own.settings).toMatchObject({ configured: true, calls: [], budgets: { memoryBytes: 64 * 1024 ** 2 } });
    expect((await opened('acme/other:2')).settings.configured).toBe(false);
  });

  it('is not changed, and its secrets are known', async () => {
    const target = await container({});
    expect(target.secretValues).toEqual(['hunter22-hunter22']);
    const run = await target.open(http, new AbortController().signal);
    expect([run.owned, await run.end()]).toEqual([false, undefined]);
    await run[Symbol.asyncDispose]();
    await target[Symbol.asyncDispose]();
  });

  it.each([
    {
      name: 'was never started',
      change: { running: false, status: 'created' as const },
      endpoint: undefined,
      reason: 'it is created.',
    },
    {
      name: 'is behind an engine elsewhere',
      change: { published: {} },
      endpoint: 'tcp://10.0.0.9:2376',
      reason: 'port 3100 is not published, and its own address cannot be reached from here.',
    },
  ])('cannot be asked when it $name', async ({ change, endpoint, reason }) => {
    await expect(container(change, endpoint)).rejects.toMatchObject({
      code: 'TARGET_UNREACHABLE',
      details: { reason },
    });
  });
});

it('an address is asked as it is', async () => {
  const target = await open('https://mcp.example.com/v1/mcp', {});
  expect(target.settings).toMatchObject({
    transports: { http: { port: 443, path: '/v1/mcp' } },
    transportsFrom: 'target',
  });
});

it.each(['https://mcp.example.com/mcp', 'image:acme/todo', 'command:node server.js'])(
  '%s keeps the secret of its client',
  async (named) => {
    const target = await openTarget(
      {
        target: parseTarget(named),
        environment: {},
        headers: {},
        secrets: ['secret-of-the-client'],
      },
      contextOf(fakeEngine({ inspectImage })),
    );
    expect(target.secretValues).toContain('secret-of-the-client');
  },
);

/** The fakes answer any name; only what was scripted may be carried over. */
function methodsOf(engine: Engine): Partial<Engine> {
  const names = [
    'info',
    'createContainer',
    'startContainer',
    'inspectContainer',
    'waitContainer',
    'removeContainer',
    'containerLogs',
  ] as const;
  return Object.fromEntries(names.map((name) => [name, engine[name]]));
}
