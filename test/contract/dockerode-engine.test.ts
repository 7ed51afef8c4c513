import { once } from 'node:events';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import type { Engine } from '../../src/ports/engine.js';
import { json, scriptedEngine, socketEndpoint, tcpEndpoint, VERSION, type Answer } from '../support/scripted-engine.js';

const never: Answer = () => {};
/** Begins to answer, then the connection is gone. */
const cut =
  (start: string): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(start, () => setTimeout(() => response.socket?.destroy(), 20));
  };
const raw =
  (...lines: string[]): Answer =>
  (_, response) =>
    response.end(lines.join('\n'));
const frame = (stream: 1 | 2, words: string) => {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(words), 4);
  return Buffer.concat([header, Buffer.from(words)]);
};

const aborted = (): AbortSignal => AbortSignal.timeout(150);

describe('what the engine refuses', () => {
  const rows: [
    name: string,
    route: string,
    answer: Answer,
    work: (engine: Engine) => Promise<unknown>,
    code: string,
  ][] = [
    [
      '404 of an image',
      'GET /images/x:1/json',
      json({ message: 'No such image: x:1' }, 404),
      (e) => e.inspectImage('x:1'),
      'IMAGE_NOT_FOUND',
    ],
    [
      '404 of a container',
      'GET /containers/x/json',
      json({ message: 'No such container: x' }, 404),
      (e) => e.inspectContainer('x'),
      'CONTAINER_NOT_FOUND',
    ],
    [
      '500 with a message',
      'GET /images/json',
      json({ message: 'layer does not exist' }, 500),
      (e) => e.listImages(),
      'ENGINE_REFUSED',
    ],
    [
      '500 without a message',
      'GET /images/json',
      (_, r) => r.writeHead(500).end(),
      (e) => e.listImages(),
      'ENGINE_REFUSED',
    ],
    [
      '403 of a plugin',
      'GET /images/json',
      json({ message: 'authorization denied by plugin' }, 403),
      (e) => e.listImages(),
      'ENGINE_REFUSED',
    ],
    [
      'a full disk',
      'POST /containers/create',
      json({ message: 'write /var/lib/docker: no space left on device' }, 500),
      (e) => e.createContainer({ imageReference: 'x', labels: {} }),
      'DISK_FULL',
    ],
    [
      'a name that is taken',
      'POST /containers/create',
      json({ message: 'The container name "/a" is already in use' }, 409),
      (e) => e.createContainer({ imageReference: 'x', labels: {} }),
      'ENGINE_REFUSED',
    ],
    [
      'no program',
      'POST /containers/x/start',
      json({ message: 'OCI runtime create failed: exec: "y": not found' }, 400),
      (e) => e.startContainer('x'),
      'CONTAINER_START_FAILED',
    ],
    [
      'a missing network',
      'POST /containers/x/start',
      json({ message: 'network y not found' }, 404),
      (e) => e.startContainer('x'),
      'CONTAINER_START_FAILED',
    ],
    [
      'a pull that is refused',
      'POST /images/create',
      json({ message: 'pull access denied for x' }, 404),
      (e) => e.pullImage('x', () => {}),
      'PULL_FAILED',
    ],
    [
      'a pull of an id, which no registry is asked for',
      'POST /images/create',
      json({ message: 'pull access denied for sha256' }, 404),
      (e) => e.pullImage(`sha256:${'0f'.repeat(32)}`, () => {}),
      'IMAGE_NOT_FOUND',
    ],
    [
      'a pull that fails on the way',
      'POST /images/create',
      raw('{"status":"Pulling"}', '{"error":"manifest unknown"}'),
      (e) => e.pullImage('x', () => {}),
      'PULL_FAILED',
    ],
    [
      'a pull that fills the disk',
      'POST /images/create',
      raw('{"error":"write: no space left on device"}'),
      (e) => e.pullImage('x', () => {}),
      'DISK_FULL',
    ],
    [
      'an attach that is refused',
      'POST /containers/x/attach',
      json({ message: 'No such container: x' }, 404),
      (e) => e.attachContainer('x'),
      'CONTAINER_NOT_FOUND',
    ],
    [
      'memory of a container that ended',
      'GET /containers/x/stats',
      json({ memory_stats: {} }),
      (e) => e.containerMemory('x'),
      'ENGINE_REFUSED',
    ],
  ];
  it.each(rows)('%s', async (_, route, answer, work, code) => {
    await using engine = await scriptedEngine({
      routes: { 'GET /containers/x/json': json({ HostConfig: {}, Config: {}, State: {} }), [route]: answer },
    });
    await expect(work(createDockerodeEngine(engine.endpoint))).rejects.toMatchObject({ code });
  });

  it('keeps the engine’s words, and not the modem’s', async () => {
    await using engine = await scriptedEngine({
      routes: { 'GET /images/json': json({ message: 'a b\u001b[31mc' }, 500) },
    });
    await expect(createDockerodeEngine(engine.endpoint).listImages()).rejects.toMatchObject({
      details: { during: 'listing images', reason: 'a b\\u001b[31mc' },
    });
  });
});

describe('an image that is not wanted any more', () => {
  const remove = async (answer: Answer) => {
    await using engine = await scriptedEngine({ routes: { 'DELETE /images/sha256:0f': answer } });
    await createDockerodeEngine(engine.endpoint).removeImage('sha256:0f');
  };
  it.each([
    ['is removed', json([{ Deleted: 'sha256:0f' }])],
    ['may be gone', json({ message: 'No such image: sha256:0f' }, 404)],
    ['may be in use', json({ message: 'conflict: image is referenced in multiple repositories' }, 409)],
  ])('%s', async (_, answer) => {
    await expect(remove(answer)).resolves.toBeUndefined();
  });

  it('is an error when the engine fails', async () => {
    await expect(remove(json({ message: 'boom' }, 500))).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
  });
});

describe('what breaks', () => {
  const rows: [name: string, route: string, answer: Answer, work: (engine: Engine) => Promise<unknown>][] = [
    ['an answer that is cut', 'GET /images/json', cut('[{"Id":'), (e) => e.listImages()],
    ['a wait whose engine dies', 'POST /containers/x/wait', cut(''), (e) => e.waitContainer('x')],
    ['a pull that is cut', 'POST /images/create', cut('{"status":"Downloading"}\n'), (e) => e.pullImage('x', () => {})],
    ['a tar that is cut', 'GET /images/x/get', cut('tar'), async (e) => text(await e.saveImage('x'))],
    ['a connection that is closed', 'GET /images/json', (request) => request.socket.destroy(), (e) => e.listImages()],
  ];
  it.each(rows)('%s', async (_, route, answer, work) => {
    await using engine = await scriptedEngine({ routes: { [route]: answer } });
    const adapter = createDockerodeEngine(engine.endpoint);
    await adapter.info();
    await expect(work(adapter)).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });

  it('an engine that is gone after it had answered', async () => {
    await using engine = await scriptedEngine({ routes: {} });
    const adapter = createDockerodeEngine(engine.endpoint);
    await adapter.info();
    await engine.die();
    await expect(adapter.listImages()).rejects.toMatchObject({ code: 'ENGINE_LOST' });
  });

  it('no engine at all, on a socket and on a port', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    await expect(createDockerodeEngine(tcpEndpoint(port)).info()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { kind: 'refused' },
    });
    await expect(createDockerodeEngine(socketEndpoint('/no/such/engine.sock')).info()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { kind: 'not-found', endpoint: 'unix:///no/such/engine.sock' },
    });
  });

  it('something that is no engine', async () => {
    await using web = await scriptedEngine({
      over: 'tcp',
      routes: { 'GET /version': raw('<html>'), 'GET /info': raw('<html>') },
    });
    await expect(createDockerodeEngine(web.endpoint).info()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { kind: 'not-an-engine' },
    });
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await expect(
        createDockerodeEngine(tcpEndpoint((server.address() as { port: number }).port)).info(),
      ).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE', details: { kind: 'not-an-engine' } });
    } finally {
      server.close();
    }
  });

  it('an engine that never answers, for as long as the caller waits', async () => {
    await using engine = await scriptedEngine({ routes: { 'GET /version': never, 'POST /containers/x/wait': never } });
    const adapter = createDockerodeEngine(engine.endpoint);
    await expect(adapter.info(aborted())).rejects.toThrow(/aborted/u);
    await expect(adapter.waitContainer('x', aborted())).rejects.toThrow(/aborted/u);
  });

  it('an engine that never answers and a caller without patience of his own', { timeout: 15_000 }, async () => {
    await using engine = await scriptedEngine({ routes: { 'GET /version': never } });
    await expect(createDockerodeEngine(engine.endpoint).info()).rejects.toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      details: { kind: 'timeout' },
    });
  });
});

describe('what is asked of the engine', () => {
  it('creates a container that can be reached only from this machine, with the image’s health check', async () => {
    await using engine = await scriptedEngine({ routes: { 'POST /containers/create': json({ Id: 'abc' }, 201) } });
    const id = await createDockerodeEngine(engine.endpoint).createContainer({
      imageReference: 'x:1',
      labels: { a: 'b' },
      name: 'n',
      publish: [3000],
      openStdin: true,
      tmpfs: ['/tmp', '/run:size=1m'],
      noNewPrivileges: true,
      healthIntervalMs: 200,
      healthTimeoutMs: 3_000,
      healthRetries: 1,
      volumes: ['/data'],
    });
    expect(id).toBe('abc');
    const { line, body } = engine.requests.at(-1)!;
    expect(line).toBe('POST /containers/create?name=n');
    expect(JSON.parse(body)).toEqual({
      Image: 'x:1',
      Env: [],
      Labels: { a: 'b' },
      Tty: false,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      OpenStdin: true,
      StdinOnce: true,
      ExposedPorts: { '3000/tcp': {} },
      Healthcheck: { Interval: 200_000_000, Timeout: 3_000_000_000, Retries: 1, StartInterval: 200_000_000 },
      HostConfig: {
        PortBindings: { '3000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
        Tmpfs: { '/tmp': '', '/run': 'size=1m' },
        Mounts: [{ Type: 'volume', Source: '', Target: '/data' }],
        SecurityOpt: ['no-new-privileges'],
      },
    });
  });

  it.each([
    { name: 'cgroup v2', stats: { anon: 7_000, file: 9_000 }, bytes: 7_000 },
    { name: 'cgroup v1', stats: { rss: 1, total_rss: 8_000 }, bytes: 8_000 },
    { name: 'no details', stats: undefined, bytes: 50_000 },
  ])('reads what a container uses: $name', async ({ stats, bytes }) => {
    await using engine = await scriptedEngine({
      routes: {
        'GET /containers/a/stats': json({
          read: '2026-11-01T00:00:01.5Z',
          cpu_stats: { cpu_usage: { total_usage: 2_500_000 } },
          memory_stats: { usage: 50_000, stats },
        }),
      },
    });
    expect(await createDockerodeEngine(engine.endpoint).containerUsage('a')).toEqual({
      cpuMs: 2.5,
      readAtMs: Date.parse('2026-11-01T00:00:01.5Z'),
      anonymousBytes: bytes,
    });
  });

  it('says that a container that has ended uses nothing that could be read', async () => {
    const routes = {
      'GET /containers/a/stats': json({ read: '0001-01-01T00:00:00Z', cpu_stats: {}, memory_stats: {} }),
    };
    await using engine = await scriptedEngine({ routes });
    await expect(createDockerodeEngine(engine.endpoint).containerUsage('a')).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
    });
  });

  it.each([
    { answer: null, changes: [] },
    {
      answer: [
        { Path: '/app', Kind: 0 },
        { Path: '/app/x', Kind: 1 },
        { Path: '/app/y', Kind: 2 },
      ],
      changes: [
        { kind: 'changed', path: '/app' },
        { kind: 'added', path: '/app/x' },
        { kind: 'deleted', path: '/app/y' },
      ],
    },
  ])('reads what a container wrote', async ({ answer, changes }) => {
    await using engine = await scriptedEngine({ routes: { 'GET /containers/a/changes': json(answer) } });
    expect(await createDockerodeEngine(engine.endpoint).containerChanges('a')).toEqual(changes);
  });

  it('tells no older engine of a start interval', async () => {
    await using engine = await scriptedEngine({
      routes: {
        'GET /version': json({ ...VERSION, ApiVersion: '1.41' }),
        'POST /containers/create': json({ Id: 'a' }, 201),
      },
    });
    await createDockerodeEngine(engine.endpoint).createContainer({
      imageReference: 'x',
      labels: {},
      healthIntervalMs: 1,
    });
    expect((JSON.parse(engine.requests.at(-1)!.body) as { Healthcheck: unknown }).Healthcheck).toEqual({
      Interval: 1_000_000,
    });
  });

  it.each([
    ['acme/x', '/images/create?fromImage=acme%2Fx&tag=latest'],
    ['localhost:5000/x:2', '/images/create?fromImage=localhost%3A5000%2Fx&tag=2'],
    ['localhost:5000/x', '/images/create?fromImage=localhost%3A5000%2Fx&tag=latest'],
    [`x:1@sha256:${'a'.repeat(64)}`, `/images/create?fromImage=x&tag=sha256%3A${'a'.repeat(64)}`],
  ])('pulls one tag of %s', async (reference, path) => {
    await using engine = await scriptedEngine({
      routes: {
        'POST /images/create': raw(
          '{"status":"Pulling from x","id":"1"}',
          '{"status":"Downloading","id":"a","progressDetail":{"current":5000000,"total":20000000}}',
          '{"status":"Downloading","id":"b","progressDetail":{"current":1000000,"total":10000000}}',
          '{"status":"Download complete","id":"a"}',
        ),
      },
    });
    const seen: string[] = [];
    await createDockerodeEngine(engine.endpoint).pullImage(reference, (message) => seen.push(message));
    expect(engine.requests.at(-1)?.line).toBe(`POST ${path}`);
    expect(seen).toEqual(['Pulling from x', '5.0 MB of 20 MB', '6.0 MB of 30 MB', '21 MB of 30 MB']);
  });

  it('attaches without a body, and carries half-closed streams', async () => {
    const head: Buffer[] = [];
    await using engine = await scriptedEngine({
      routes: {},
      upgrade: (request, socket, first) => {
        head.push(first);
        expect(request.headers['content-length']).toBe('0');
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
        socket.write(frame(2, 'warn'));
        socket.on('data', (chunk: Buffer) => {
          const whole = frame(1, chunk.toString());
          // One frame in pieces, the header among them.
          socket.write(whole.subarray(0, 3));
          setTimeout(() => socket.write(whole.subarray(3, 10)), 10);
          setTimeout(() => socket.write(whole.subarray(10)), 20);
        });
        socket.on('end', () => setTimeout(() => socket.end(frame(1, 'bye')), 40));
      },
    });
    const { stdin, stdout, stderr } = await createDockerodeEngine(engine.endpoint).attachContainer('x');
    stdin.write('hello');
    await sleep(60);
    stdin.end();
    expect(await Promise.all([text(stdout), text(stderr)])).toEqual(['hellobye', 'warn']);
    expect(Buffer.concat(head)).toHaveLength(0);
  });

  it('ends the streams of an attach whose engine dies', async () => {
    await using engine = await scriptedEngine({
      routes: {},
      upgrade: (_, socket) => {
        socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
        socket.write(frame(1, 'half').subarray(0, 10), () => socket.destroy());
      },
    });
    const { stdout, stdin } = await createDockerodeEngine(engine.endpoint).attachContainer('x');
    expect(await text(stdout)).toBe('ha');
    await once(stdin, 'close');
  });

  it.each<[string, object, number]>([
    ['a graph driver, which counts unpacked', { GraphDriver: { Name: 'overlay2', Data: { UpperDir: '/x' } } }, 30],
    ['containerd, by its descriptor', { Descriptor: { digest: 'sha256:x' } }, 107],
    ['containerd before it had one', { GraphDriver: { Name: 'overlayfs', Data: null } }, 107],
  ])('gives the unpacked size of an image in %s', async (_, store, size) => {
    await using engine = await scriptedEngine({
      routes: {
        'GET /images/x:1/json': json({ Id: 'sha256:x', Size: 30, ...store }),
        'GET /images/x:1/history': json([{ CreatedBy: 'COPY a /', Size: 7 }, { Size: 100 }, { CreatedBy: 'ENV A=1' }]),
      },
    });
    expect(await createDockerodeEngine(engine.endpoint).inspectImage('x:1')).toMatchObject({ sizeBytes: size });
  });

  it('counts what could be freed', async () => {
    await using engine = await scriptedEngine({
      routes: {
        'GET /system/df': json({
          Images: [
            { RepoTags: ['x:1'], Size: 1000, SharedSize: 0, Containers: 0 },
            { RepoTags: null, Size: 100, SharedSize: 40, Containers: 0 },
            { RepoTags: ['<none>:<none>'], Size: 7, SharedSize: -1, Containers: 0 },
            { RepoTags: null, Size: 500, SharedSize: 0, Containers: 1 },
          ],
          BuildCache: [
            { Size: 1, InUse: false, Shared: false },
            { Size: 50, InUse: true, Shared: false },
          ],
        }),
      },
    });
    expect(await createDockerodeEngine(engine.endpoint).diskUsage()).toEqual({ reclaimableBytes: 68 });
  });

  it('falls back to the table of an engine whose host has another ps', async () => {
    await using engine = await scriptedEngine({
      routes: {
        'GET /containers/x/json': json({ State: { Pid: 7 } }),
        'GET /containers/x/top': (request, response) =>
          request.url?.includes('ps_args') === true
            ? json({ message: 'error running ps: bad -o argument' }, 500)(request, response)
            : json({
                Titles: ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'],
                Processes: [
                  ['node', '9', '7', '0', '10:00', '?', '0', 'sh -c x'],
                  ['node', '7', '1', '0', '10:00', '?', '0', 'node server.js'],
                ],
              })(request, response),
      },
    });
    expect(await createDockerodeEngine(engine.endpoint).containerProcesses('x')).toEqual([
      { pid: 7, parentPid: 1, user: 'node', command: 'node server.js' },
      { pid: 9, parentPid: 7, user: 'node', command: 'sh -c x' },
    ]);
  });

  it.each([
    [200, {}, { status: 'reachable' }],
    [401, { message: 'unauthorized: authentication required' }, { status: 'unauthorized' }],
    [403, { message: 'denied: requested access to the resource is denied' }, { status: 'unauthorized' }],
    [404, { message: 'manifest unknown: manifest unknown' }, { status: 'not-found' }],
    [500, { message: 'Get "https://r/v2/": dial tcp: lookup r: no such host' }, { status: 'unreachable' }],
  ])('asks the registry through the engine and understands %i', async (status, body, expected) => {
    await using engine = await scriptedEngine({
      routes: { 'GET /distribution/r.example/x:1/json': json(body, status) },
    });
    const answer = await createDockerodeEngine(engine.endpoint).askRegistry('r.example/x:1', {
      login: { username: 'me', secret: 's' },
    });
    expect(answer).toMatchObject(expected);
    const sent = Buffer.from(String(engine.requests[0]?.headers['x-registry-auth']), 'base64url').toString();
    expect(JSON.parse(sent)).toEqual({ username: 'me', password: 's' });
  });

  it.each([
    ['nobody', undefined, undefined],
    ['a user', { username: 'me', secret: 's' }, { username: 'me', password: 's' }],
    ['a token', { username: '<token>', secret: 't' }, { identitytoken: 't' }],
  ])('pulls as %s', async (_, login, expected) => {
    await using engine = await scriptedEngine({ routes: { 'POST /images/create': raw('{"status":"Pulling"}') } });
    await createDockerodeEngine(engine.endpoint).pullImage('r.example/x:1', () => {}, undefined, login);
    const header = engine.requests.at(-1)?.headers['x-registry-auth'];
    const sent: unknown =
      header === undefined ? undefined : JSON.parse(Buffer.from(String(header), 'base64url').toString());
    expect(sent).toEqual(expected);
    expect(engine.requests.at(-1)?.line).not.toContain('auth');
  });
});
