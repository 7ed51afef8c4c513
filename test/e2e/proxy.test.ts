import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeFiles } from '../../src/actions/write-files.js';
import { RUN_LABEL } from '../../src/model/tool.js';
import { requireBaseImages } from '../support/require-base-images.js';
import { callTools } from '../support/call-tools.js';
import { progressLog } from '../support/log.js';
import { MakeProject, prepareMake, type MakePrograms } from '../support/make-project.js';
import { requestLoop } from '../support/request-loop.js';
import { mustRun, run } from '../support/run.js';
import { renderStack } from '../support/stacks.js';

const log = progressLog();
let programs: MakePrograms;

beforeAll(async () => {
  programs = await prepareMake(await mkdtemp(join(tmpdir(), 'mcp-dock-proxy-e2e-')), log);
  await requireBaseImages(['nginx:1-alpine-slim', 'node:24-bookworm-slim', 'python:3.13-slim-trixie']);
}, 600_000);

afterAll(async () => {
  await rm(programs.parent, { recursive: true, force: true });
});

const docker = async (...args: string[]) => (await mustRun('docker', args)).trim();
const inspect = async (format: string, name: string) => docker('inspect', '--format', format, name);

describe.each(['node', 'python-uv'] as const)('a %s server behind the proxy', (runtime) => {
  let project: MakeProject;
  let server: string;
  let proxy: string;
  beforeAll(async () => {
    project = new MakeProject(programs, `proxy-${runtime.slice(0, 4)}`, ['proxy'], runtime);
    server = `${project.name}-mcp-server-1`;
    proxy = `${project.name}-proxy-1`;
    await project.write();
    await project.mustMake('up');
  }, 400_000);
  afterAll(async () => {
    await project.make(['clean-all', 'YES=1']);
  }, 120_000);

  const total = async () => callTools(project.url, async (call) => (await call('list_tasks', {}))['total']);
  /** Two loops of calls while the server is replaced: one reads, one writes. */
  const replace = async () => {
    const reading = requestLoop(project.url, { everyMs: 5 });
    const writing = requestLoop(project.url, {
      workers: 3,
      everyMs: 10,
      tool: 'create_task',
      args: (count) => ({ title: `Task ${count}` }),
    });
    const made = await project.make(['rolling-restart'], { WATCH: '2' });
    const [read, written] = await Promise.all([reading.end(), writing.end()]);
    log(`rolling-restart: ${read.answered} read, ${written.answered} written, ${read.failed + written.failed} failed.`);
    return { ...made, written: written.answered, read: read.answered, lost: [...read.reasons, ...written.reasons] };
  };
  const standIns = async () => docker('ps', '--all', '--quiet', '--filter', `name=${project.name}-mcp-server-next`);

  /** Processes of the proxy that take requests, each with its number. */
  const workers = async () =>
    (await docker('top', proxy, '-eo', 'pid,args'))
      .split('\n')
      .filter((line) => line.endsWith('nginx: worker process'));

  it('is reached by the port of the proxy alone, which needs no rights', async () => {
    expect(await docker('port', server)).toBe('');
    expect(await docker('port', proxy)).toBe(`${project.port}/tcp -> 127.0.0.1:${project.port}`);
    const rights = '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.Config.User}}';
    expect(await inspect(rights, proxy)).toBe('true [ALL] 101:101');
    expect(await docker('exec', proxy, 'id', '-u')).toBe('101');
    expect(await project.mustMake('health')).toContain(`${proxy}: healthy`);
    const old = await workers();
    await project.mustMake('proxy-reload');
    // nginx reloads after the command has ended, and then ends connections that are idle: what a client sends just then is lost.
    while ((await workers()).some((worker) => old.includes(worker))) await sleep(100);
    await callTools(project.url, (call) => call('create_task', { title: 'Survive' }));
    expect(await project.titles()).toEqual(['Survive']);
  }, 60_000);

  it('sees the name and the origin that a client uses, and refuses those that are foreign', async () => {
    const body = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_tasks","arguments":{}}}';
    const statusFor = async (headers: Record<string, string>) => (await post(project.port, body, headers)).status;
    expect(await statusFor({})).toBe(200);
    expect(await statusFor({ host: 'localhost:1234' })).toBe(200);
    expect(await statusFor({ host: 'evil.example.com' })).toBe(403);
    expect(await statusFor({ origin: 'https://evil.example.com' })).toBe(403);
  });

  it('is replaced without a request that is lost or made twice', async () => {
    const before = await inspect('{{.Id}}', server);
    const { code, output, written, read, lost } = await replace();
    expect(code, output).toBe(0);
    expect(lost).toEqual([]);
    expect(Math.min(read, written)).toBeGreaterThan(100);
    expect(await inspect('{{.Id}}', server)).not.toBe(before);
    expect(await total()).toBe(1 + written);
    expect(await standIns()).toBe('');
  }, 180_000);

  it.each([
    { name: 'does not start', program: 'exit 3', says: 'The old one goes on as it was' },
    {
      name: 'starts only once',
      program: '[ ! -e /app/data/started ] && touch /app/data/started && exec "$@"',
      says: 'the old image comes back',
    },
  ])(
    'loses no request to an image that $name',
    async ({ program, says }) => {
      const image = `${project.name}:1.0.0`;
      const good = await inspect('{{.Image}}', server);
      const before = Number(await total());
      const entrypoint = JSON.parse(await inspect('{{json .Config.Entrypoint}}', image)) as string[];
      const words = ['sh', '-c', program, 'sh', ...entrypoint];
      await writeFile(join(project.directory, 'bad'), `FROM ${image}\nENTRYPOINT ${JSON.stringify(words)}\n`);
      await mustRun('docker', ['build', '--quiet', '--tag', image, '--file', 'bad', '.'], {
        cwd: project.directory,
        env: { DOCKER_BUILDKIT: '0' },
      });
      const { code, output, written, lost } = await replace();
      await docker('tag', good, image);
      expect(code).not.toBe(0);
      expect(output).toContain(says);
      expect(lost).toEqual([]);
      expect(await inspect('{{.Image}}', server)).toBe(good);
      expect(await total()).toBe(before + written);
      expect(await standIns()).toBe('');
    },
    240_000,
  );
});

describe('the proxy', () => {
  const name = `proxy-echo-${process.pid}`;
  const labels = ['--label', `${RUN_LABEL}=proxy-test`];
  const port = 3000;
  let published: number;

  /** Answers with what it got, as the first event of a stream that goes on two seconds later. */
  const ECHO = `require('node:http').createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: ' + JSON.stringify({ ...request.headers, url: request.url }) + '\\n\\n');
    setTimeout(() => response.end('data: end\\n\\n'), 2000);
  }).listen(${port})`;

  beforeAll(async () => {
    const directory = join(programs.parent, 'echo');
    const files = await renderStack(['proxy'], { port });
    await writeFiles(
      directory,
      files.filter(({ path }) => path.startsWith('proxy/')),
    );
    await docker('network', 'create', ...labels, name);
    const confined = ['--read-only', '--tmpfs', '/tmp', '--user', '101:101', '--cap-drop', 'ALL'];
    const background = ['run', '--detach', '--init', ...labels, '--network', name];
    await docker(
      ...background,
      '--name',
      `${name}-server`,
      '--network-alias',
      'mcp-server',
      'node:24-bookworm-slim',
      'node',
      '--eval',
      ECHO,
    );
    await docker(
      ...background,
      ...confined,
      '--name',
      name,
      '--publish',
      `127.0.0.1::${port}`,
      '--volume',
      `${join(directory, 'proxy')}:/etc/nginx/project:ro`,
      'nginx:1-alpine-slim',
      'nginx',
      '-c',
      '/etc/nginx/project/nginx.conf',
      '-g',
      'daemon off;',
    );
    published = Number((await docker('port', name)).split(':').at(-1));
    const ready = async () =>
      (await run('docker', ['exec', name, 'wget', '-q', '-O', '-', 'http://127.0.0.1:8081/'])).code === 0;
    while (!(await ready())) await sleep(200);
  }, 60_000);
  afterAll(async () => {
    await run('docker', ['rm', '--force', name, `${name}-server`]);
    await run('docker', ['network', 'rm', name]);
  });

  it('passes an event on before the stream ends, and the headers that a server needs', async () => {
    const { first, endedMs, firstMs } = await post(published, '{}', {
      host: 'mcp.example.com',
      authorization: 'Bearer token',
      'x-forwarded-for': '203.0.113.7',
      'x-request-id': 'one.two',
      'mcp-session-id': 'session',
    });
    expect(firstMs).toBeLessThan(endedMs - 1_000);
    const seen = JSON.parse(first.replace(/^data: /u, '').split('\n')[0] ?? '') as Record<string, string>;
    expect(seen).toMatchObject({
      host: 'mcp.example.com',
      authorization: 'Bearer token',
      'x-forwarded-proto': 'http',
      'x-request-id': 'one.two',
      'mcp-session-id': 'session',
      connection: 'close',
      url: '/mcp?a=%20b',
    });
    // What a client says about itself is not believed.
    expect(seen['x-forwarded-for']).toMatch(/^172\.|^10\.|^192\.168\./u);
    expect(seen['x-real-ip']).toBe(seen['x-forwarded-for']);
    const lines = (await docker('logs', name)).split('\n').filter((line) => line.includes('"request_id":"one.two"'));
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({ name: 'proxy', method: 'POST', path: '/mcp', status: 200 }),
    ]);
    expect(lines.join('')).not.toMatch(/Bearer|%20/u);
  }, 30_000);

  it('says in JSON-RPC what it has to say itself', async () => {
    const large = await post(published, 'x'.repeat(6 * 1024 * 1024));
    expect([large.status, JSON.parse(large.first)]).toEqual([413, expect.objectContaining({ jsonrpc: '2.0' })]);
    await docker('stop', '--time', '0', `${name}-server`);
    const away = await post(published, '{}');
    expect([away.status, JSON.parse(away.first)]).toEqual([503, expect.objectContaining({ jsonrpc: '2.0' })]);
  }, 30_000);
});

/** One POST; `fetch` would not let the name of the server be another one. */
async function post(port: number, body: string, headers: Record<string, string> = {}) {
  const started = Date.now();
  const call = request({
    host: '127.0.0.1',
    port,
    path: '/mcp?a=%20b',
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    agent: false,
  });
  // An answer that comes before all of the request was read ends the rest of it.
  call.on('error', () => undefined);
  call.end(body);
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const [first] = (await once(response, 'data')) as [Buffer];
  const firstMs = Date.now() - started;
  response.resume();
  if (!response.readableEnded) await once(response, 'end');
  return { status: response.statusCode, first: first.toString(), firstMs, endedMs: Date.now() - started };
}
