import type { ClientHttp2Session } from 'node:http2';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { readFields, textOf, writeBytes } from '../../src/adapters/dockerode-build/protobuf.js';
import type { BuildEvent } from '../../src/model/build-event.js';
import { traceLine, vertex } from '../support/build-trace.js';
import { answer, build, IMAGE, request, sessions, STARTED } from '../support/scripted-build.js';
import { json, scriptedEngine, VERSION, type Answer, type Script } from '../support/scripted-engine.js';

/** One gRPC call: the message of the answer and its status. */
async function call(
  client: ClientHttp2Session,
  path: string,
  message: Buffer,
): Promise<{ status: string; reply: Buffer }> {
  const frame = Buffer.concat([Buffer.from([0, 0, 0, 0, 0]), message]);
  frame.writeUInt32BE(message.length, 1);
  const stream = client.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let status = '';
  stream.on('response', (headers) => (status = String(headers['grpc-status'] ?? status)));
  stream.on('trailers', (headers) => (status = String(headers['grpc-status'] ?? status)));
  stream.end(frame);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { status, reply: Buffer.concat(chunks).subarray(5) };
}

describe('a build with BuildKit', () => {
  it('asks for what was requested and follows the trace', async () => {
    const { upgrade, opened } = sessions();
    const { result, events, query, asked } = await build(
      {
        routes: {
          'POST /build': answer(
            STARTED,
            traceLine(vertex({ id: 'a', name: '[1/1] RUN x', started: 1, completed: 2 })),
            IMAGE,
          ),
        },
        upgrade,
      },
      {
        target: 't',
        platform: 'linux/arm64',
        buildArguments: { A: 'ä&b' },
        labels: { l: 'm' },
        noCache: true,
        pull: true,
      },
    );
    expect(result).toEqual({ id: 'sha256:built', builder: 'buildkit' });
    expect(events.map(({ kind }) => kind)).toEqual(['step-started', 'log', 'step-finished']);
    expect(query.getAll('t')).toEqual(['a:1', 'b:2']);
    expect(Object.fromEntries(query)).toMatchObject({
      version: '2',
      dockerfile: 'Dockerfile',
      target: 't',
      platform: 'linux/arm64',
      buildargs: '{"A":"ä&b"}',
      labels: '{"l":"m"}',
      nocache: 'true',
      pull: 'true',
    });
    expect(query.get('session')).toBe(opened[0]?.headers['x-docker-expose-session-uuid']);
    expect(asked?.body).toBe('tar');
  });

  it('makes no image where only the cache is asked for, and needs no word about one', async () => {
    const done = traceLine(vertex({ id: 'a', name: '[1/1] RUN x', started: 1, completed: 2 }));
    const { result, query } = await build(
      { routes: { 'POST /build': answer(STARTED, done) }, upgrade: sessions().upgrade },
      { output: 'cache', tags: [] },
    );
    expect(result).toEqual({ id: '', builder: 'buildkit' });
    expect(query.get('outputs')).toBe('[{"Type":"cacheonly"}]');
    expect(query.getAll('t')).toEqual([]);
  });

  it('answers health, secrets and logins over the session, and closes it after the build', async () => {
    const { upgrade, opened } = sessions();
    const found: Record<string, unknown> = {};
    const secret = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
    const logins = '/moby.filesync.v1.Auth/Credentials';
    const ask = async (client: ClientHttp2Session) => {
      found['health'] = await call(client, '/grpc.health.v1.Health/Check', Buffer.alloc(0));
      const known = await call(client, secret, writeBytes(1, Buffer.from('corp_ca')));
      found['secret'] = textOf(readFields(known.reply), 1);
      found['no secret'] = (await call(client, secret, writeBytes(1, Buffer.from('constructor')))).status;
      const login = readFields((await call(client, logins, writeBytes(1, Buffer.from('ghcr.io')))).reply);
      found['login'] = [textOf(login, 1), textOf(login, 2)];
      const ssh = '/moby.sshforward.v1.SSH/CheckAgent';
      found['agent'] = (await call(client, ssh, writeBytes(1, Buffer.from('git')))).status;
      found['no agent'] = (await call(client, ssh, Buffer.alloc(0))).status;
      found['no login'] = (await call(client, logins, writeBytes(1, Buffer.from('quay.io')))).reply.length;
    };
    const { result } = await build(
      {
        upgrade,
        routes: {
          'POST /build': (_, response) => {
            const client = opened[0]?.client;
            void (client === undefined ? Promise.resolve() : ask(client)).finally(() => response.end(IMAGE));
          },
        },
      },
      {
        secrets: { corp_ca: Buffer.from('PEM') },
        ssh: [{ id: 'git', socket: '/nowhere' }],
        credentials: async (host) => (host === 'ghcr.io' ? { username: 'me', secret: 'word' } : undefined),
      },
    );
    expect(result).toMatchObject({ id: 'sha256:built' });
    expect(found).toEqual({
      health: { status: '0', reply: Buffer.from([0x08, 0x01]) },
      secret: 'PEM',
      'no secret': '5',
      login: ['me', 'word'],
      agent: '0',
      'no agent': '5',
      'no login': 0,
    });
    expect(opened[0]?.socket.destroyed).toBe(true);
  });

  it.each<[string, Answer, string, object]>([
    [
      'an error line under status 200',
      answer(
        STARTED,
        traceLine(vertex({ id: 'a', name: '[1/1] RUN x', started: 1, completed: 2, error: 'exit code: 1' })),
        '{"errorDetail":{"message":"exit code: 1"},"error":"exit code: 1"}\r\n',
      ),
      'BUILD_FAILED',
      { step: '[1/1] RUN x', reason: 'exit code: 1' },
    ],
    ['a bare error line', answer('{"error":"boom"}'), 'BUILD_FAILED', { reason: 'boom' }],
    ['a full disk', answer(STARTED, '{"errorDetail":{"message":"write: no space left on device"}}\n'), 'DISK_FULL', {}],
    [
      '400 with a message',
      json({ message: 'invalid reference format' }, 400),
      'BUILD_FAILED',
      { reason: 'invalid reference format' },
    ],
    ['500 of a full disk', json({ message: 'Error: no space left on device' }, 500), 'DISK_FULL', {}],
    ['403 of a plugin', json({ message: 'authorization denied by plugin' }, 403), 'ENGINE_REFUSED', {}],
    ['an answer that ends too early', answer(STARTED), 'ENGINE_LOST', {}],
    ['an answer without a word', answer(), 'ENGINE_LOST', {}],
    ['half a message', answer(STARTED, '{"id":"moby.image.id","aux":{"ID":"sha'), 'ENGINE_LOST', {}],
    ['no JSON', answer('<html>\n', IMAGE), 'ENGINE_REFUSED', {}],
    ['a number', answer('7\n', IMAGE), 'ENGINE_REFUSED', {}],
    [
      'a connection that breaks in the middle',
      (_, response) => {
        response.writeHead(200);
        response.write(STARTED, () => setTimeout(() => response.socket?.destroy(), 20));
      },
      'ENGINE_LOST',
      {},
    ],
    ['a connection that breaks before the answer', (_, response) => void response.socket?.destroy(), 'ENGINE_LOST', {}],
  ])('tells %s', async (_, route, code, details) => {
    const { result } = await build({ routes: { 'POST /build': route }, upgrade: sessions().upgrade });
    expect(result).toMatchObject({ error: { code, details } });
  });

  it('notices that the engine dies in the middle', async () => {
    await using scripted = await scriptedEngine({
      upgrade: sessions().upgrade,
      routes: { 'POST /build': (_, response) => void response.writeHead(200).write(STARTED) },
    });
    const events: BuildEvent[] = [];
    const work = createDockerodeEngine(scripted.endpoint).buildImage(request(), (event) => {
      events.push(event);
      if (event.kind === 'log') void scripted.die();
    });
    await expect(work).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(events.map(({ kind }) => kind)).toEqual(['step-started', 'log']);
  });

  it('drops the connection when it is told to stop, and says why', async () => {
    let gone = false;
    const abort = new AbortController();
    const route: Answer = (_, response) => {
      response.on('close', () => (gone = true));
      response.writeHead(200).write(STARTED);
      setTimeout(() => abort.abort(), 50);
    };
    const { result } = await build({ routes: { 'POST /build': route }, upgrade: sessions().upgrade }, {}, abort.signal);
    expect(result).toMatchObject({ error: { code: 'INTERRUPTED' } });
    await sleep(20);
    expect(gone).toBe(true);
  });

  it('asks for nothing when it was told to stop before', async () => {
    const { result, requests } = await build({ routes: {} }, {}, AbortSignal.abort());
    expect(result).toMatchObject({ error: { code: 'INTERRUPTED' } });
    expect(requests).toEqual([]);
  });

  it('passes the error of the context on', async () => {
    const broken = new Error('The file shrank.');
    const context = new Readable({
      read() {
        this.destroy(broken);
      },
    });
    const { result } = await build(
      { routes: { 'POST /build': answer(IMAGE) }, upgrade: sessions().upgrade },
      { context },
    );
    expect(result).toEqual({ error: broken });
  });

  it('lets go of the context when the engine wants none', async () => {
    const context = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    await using scripted = await scriptedEngine({ routes: {}, upgrade: (_, socket) => socket.destroy() });
    const engine = createDockerodeEngine(scripted.endpoint);
    await expect(engine.buildImage(request({ context }), () => {})).rejects.toMatchObject({ code: 'ENGINE_LOST' });
    expect(context.destroyed).toBe(true);
  });
});

describe('a build without BuildKit', () => {
  const CLASSIC = [
    '{"stream":"Step 1/2 : FROM x\\n"}\n{"stream":" ---> 01\\n"}\n',
    '{"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"layer"}\n',
    '{"stream":"Step 2/2 : RUN y\\n"}\n{"stream":"out"}\n{"stream":"put\\n"}\n',
  ];
  const podman = { ...VERSION, Components: [{ Name: 'Podman Engine' }] };

  it.each<[string, Script]>([
    ['Podman', { routes: { 'GET /version': json(podman) } }],
    ['an old engine', { routes: { 'GET /version': json({ ...VERSION, ApiVersion: '1.38' }) } }],
    ['Windows containers', { routes: { 'GET /version': json({ ...VERSION, Os: 'windows' }) } }],
  ])('works on %s', async (_, { routes }) => {
    const done = '{"aux":{"ID":"sha256:classic"}}\n{"stream":"Successfully built 01\\n"}\n';
    const { result, events, query, requests } = await build({
      routes: { ...routes, 'POST /build': answer(...CLASSIC, done) },
    });
    expect(result).toEqual({ id: 'sha256:classic', builder: 'classic' });
    expect(query.has('version')).toBe(false);
    expect(query.has('session')).toBe(false);
    expect(requests.some(({ line }) => line.startsWith('POST /session'))).toBe(false);
    expect(events.map((event) => (event.kind === 'log' ? event.line : event.kind))).toEqual([
      'step-started',
      'progress',
      'step-finished',
      'step-started',
      'output',
      'step-finished',
    ]);
  });

  it('looks up an image whose id the builder keeps to itself', async () => {
    const { result } = await build({
      routes: {
        'GET /version': json(podman),
        'POST /build': answer(...CLASSIC, '{"stream":"Successfully tagged a:1\\n"}\n'),
        'GET /images/a:1/json': json({ Id: 'sha256:tagged' }),
      },
    });
    expect(result).toEqual({ id: 'sha256:tagged', builder: 'classic' });
  });

  it('names the step that failed', async () => {
    const { result } = await build({
      routes: {
        'GET /version': json(podman),
        'POST /build': answer(...CLASSIC, '{"error":"returned a non-zero code: 1"}\n'),
      },
    });
    expect(result).toMatchObject({ error: { code: 'BUILD_FAILED', details: { step: '[2/2] RUN y' } } });
  });
});
