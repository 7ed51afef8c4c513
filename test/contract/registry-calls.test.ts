import { describe, expect, it } from 'vitest';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import type { Engine, RegistryCredentials } from '../../src/ports/engine.js';
import { json, scriptedEngine, type Answer } from '../support/scripted-engine.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const raw =
  (...lines: string[]): Answer =>
  (_, response) =>
    response.end(lines.join('\n'));
const LAST = `{"status":"1: digest: ${DIGEST} size: 528"}`;
const AUX = `{"progressDetail":{},"aux":{"Tag":"1","Digest":"${DIGEST}","Size":528}}`;
const error = (message: string) => JSON.stringify({ errorDetail: { message }, error: message });

const ROUTE = 'POST /images/r.example/x/push';
const push = (engine: Engine, reference = 'r.example/x:1') => engine.pushImage(reference, () => {});

describe('the login that engines are given', () => {
  const work: readonly [string, string, (engine: Engine, login?: RegistryCredentials) => Promise<unknown>][] = [
    ['a push', ROUTE, (e, login) => e.pushImage('r.example/x:1', () => {}, undefined, login)],
    ['a pull', 'POST /images/create', (e, login) => e.pullImage('r.example/x:1', () => {}, undefined, login)],
    [
      'a question',
      'GET /distribution/r.example/x:1/json',
      (e, login) => e.askRegistry('r.example/x:1', login && { login }),
    ],
  ];
  // Go wants whole groups of four: every remainder of the length has to be filled up.
  const logins = ['p', 'pa', 'pas', 'ü?>ÿ~'].map((secret) => ({ username: 'me', secret }));
  it.each(work.flatMap(([name, route, call]) => logins.map((login) => ({ name, route, call, login }))))(
    '$name, $login.secret: base64 for URLs, padded, never in the path',
    async ({ route, call, login }) => {
      await using engine = await scriptedEngine({ routes: { [route]: raw(LAST) } });
      await call(createDockerodeEngine(engine.endpoint), login).catch(() => undefined);
      const { headers, line } = engine.requests.at(-1)!;
      const header = String(headers['x-registry-auth']);
      expect(header).toMatch(/^[\w-]+={0,2}$/u);
      expect(header.length % 4).toBe(0);
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({
        username: 'me',
        password: login.secret,
      });
      expect(line).not.toContain('auth');
    },
  );

  it('nobody’s, which a push has to send all the same', async () => {
    await using engine = await scriptedEngine({ routes: { [ROUTE]: raw(LAST) } });
    await push(createDockerodeEngine(engine.endpoint));
    expect(engine.requests.at(-1)?.headers['x-registry-auth']).toBe('e30=');
  });
});

describe('pushImage', () => {
  it.each<[string, string]>([
    ['r.example/x:1', 'POST /images/r.example/x/push?tag=1'],
    ['r.example/x', 'POST /images/r.example/x/push?tag=latest'],
  ])('pushes one tag of %s', async (reference, line) => {
    await using engine = await scriptedEngine({ routes: { [ROUTE]: raw(LAST) } });
    await push(createDockerodeEngine(engine.endpoint), reference);
    expect(engine.requests.at(-1)?.line).toBe(line);
  });

  it.each([
    ['of the closing object', [AUX]],
    ['of the closing line, as engines with another image store have nothing else', [LAST]],
    ['of both', [LAST, AUX]],
  ])('gives the digest %s', async (_, lines) => {
    await using engine = await scriptedEngine({ routes: { [ROUTE]: raw(...lines) } });
    expect(await push(createDockerodeEngine(engine.endpoint))).toEqual({ digest: DIGEST });
  });

  it('says how far it is', async () => {
    const lines = [
      '{"status":"The push refers to repository [r.example/x]"}',
      '{"status":"Preparing","progressDetail":{},"id":"a"}',
      '{"status":"Layer already exists","progressDetail":{},"id":"b"}',
      '{"status":"Pushing","progressDetail":{"current":1000000,"total":3000000},"id":"a"}',
      '{"status":"Pushing","progressDetail":{"current":3001856,"total":3000000},"id":"a"}',
      '{"status":"Pushed","progressDetail":{},"id":"a"}',
      'null',
      AUX,
    ];
    await using engine = await scriptedEngine({ routes: { [ROUTE]: raw(...lines) } });
    const seen: string[] = [];
    await createDockerodeEngine(engine.endpoint).pushImage('r.example/x:1', (message) => seen.push(message));
    expect(seen).toEqual([
      'The push refers to repository [r.example/x]',
      'Preparing',
      'Layer already exists',
      '1.0 MB of 3.0 MB',
      '3.0 MB of 3.0 MB',
      '3.0 MB of 3.0 MB',
      '3.0 MB of 3.0 MB',
      '3.0 MB of 3.0 MB',
    ]);
  });

  it.each<[string, Answer, object]>([
    [
      'a line that says so',
      raw('{"status":"Preparing"}', error('no basic auth credentials')),
      { code: 'PUSH_FAILED', details: { fault: 'unauthorized', reason: 'no basic auth credentials' } },
    ],
    [
      'a status',
      json({ message: 'denied: requested access to the resource is denied' }, 500),
      { code: 'PUSH_FAILED', details: { fault: 'denied' } },
    ],
    ['no digest', raw('{"status":"Pushed"}'), { code: 'PUSH_FAILED', details: { fault: 'other' } }],
    [
      'a digest that is none',
      raw('{"aux":{"Digest":"sha256:0\\n$(x)"}}'),
      { code: 'PUSH_FAILED', details: { fault: 'other' } },
    ],
    [
      'no such image',
      raw(error('An image does not exist locally with the tag: r.example/x')),
      { code: 'IMAGE_NOT_FOUND', details: { reference: 'r.example/x:1' } },
    ],
    ['a disk that is full', raw(error('write: no space left on device')), { code: 'DISK_FULL' }],
    [
      'control sequences',
      raw(error('no\u001b[2Jway')),
      { code: 'PUSH_FAILED', details: { reason: 'no\\u001b[2Jway' } },
    ],
    [
      'a stream that is cut',
      (_, response) => {
        response.writeHead(200);
        response.write('{"status":"Pushing"}\n', () => setTimeout(() => response.socket?.destroy(), 20));
      },
      { code: 'ENGINE_LOST' },
    ],
  ])('fails with %s', async (_, answer, expected) => {
    await using engine = await scriptedEngine({ routes: { [ROUTE]: answer } });
    await expect(push(createDockerodeEngine(engine.endpoint))).rejects.toMatchObject(expected);
  });

  it('takes no digest', async () => {
    await using engine = await scriptedEngine({ routes: {} });
    await expect(push(createDockerodeEngine(engine.endpoint), `r.example/x@${DIGEST}`)).rejects.toMatchObject({
      code: 'IMAGE_REFERENCE_INVALID',
    });
    expect(engine.requests).toEqual([]);
  });

  it('ends with the signal’s reason, and lets go of the engine', async () => {
    const gone = Promise.withResolvers<void>();
    await using engine = await scriptedEngine({
      routes: {
        [ROUTE]: (request, response) => {
          response.writeHead(200);
          response.write('{"status":"Preparing"}\n');
          request.socket.once('close', () => gone.resolve());
        },
      },
    });
    const controller = new AbortController();
    const reason = new Error('enough');
    const pushed = createDockerodeEngine(engine.endpoint).pushImage(
      'r.example/x:1',
      () => controller.abort(reason),
      controller.signal,
    );
    await expect(pushed).rejects.toBe(reason);
    await gone.promise;
  });
});

describe('askRegistry', () => {
  const body = (digest: unknown) => ({ Descriptor: { mediaType: 'x', digest, size: 1 }, Platforms: [] });
  it.each<[string, number, unknown, object]>([
    ['a digest', 200, body(DIGEST), { status: 'reachable', digest: DIGEST }],
    [
      'a long digest',
      200,
      body(`sha512:${'0'.repeat(128)}`),
      { status: 'reachable', digest: `sha512:${'0'.repeat(128)}` },
    ],
    ['what is no digest', 200, body(`sha256:${'a'.repeat(63)}\n`), { status: 'reachable' }],
    ['nothing', 200, {}, { status: 'reachable' }],
    [
      'platforms, without those of attestations',
      200,
      {
        ...body(DIGEST),
        Platforms: [
          { architecture: 'amd64', os: 'linux' },
          { architecture: 'arm64', os: 'linux', variant: 'v8' },
          { architecture: 'unknown', os: 'unknown' },
        ],
      },
      { status: 'reachable', digest: DIGEST, platforms: ['linux/amd64', 'linux/arm64/v8'] },
    ],
    [
      'platforms that are none',
      200,
      { ...body(DIGEST), Platforms: [{ architecture: 'a\u001b[2J', os: 'linux' }] },
      { status: 'reachable', digest: DIGEST },
    ],
    [
      'no login, as engine 20.10 says it',
      500,
      { message: 'Head "http://r/v2/x/manifests/1": no basic auth credentials' },
      { status: 'unauthorized', message: 'Head "http://r/v2/x/manifests/1": no basic auth credentials' },
    ],
    [
      'an engine that cannot ask',
      404,
      { message: 'page not found' },
      { status: 'unreachable', message: 'this engine does not ask registries for digests' },
    ],
    [
      'one that says so',
      501,
      { message: 'unsupported' },
      { status: 'unreachable', message: 'this engine does not ask registries for digests' },
    ],
  ])('understands %s', async (_, status, answer, expected) => {
    await using engine = await scriptedEngine({
      routes: { 'GET /distribution/r.example/x:1/json': json(answer, status) },
    });
    expect(await createDockerodeEngine(engine.endpoint).askRegistry('r.example/x:1')).toEqual(expected);
  });
});
