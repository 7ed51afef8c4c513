import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openBuildSession } from '../../src/adapters/dockerode-build/build-session.js';
import { createDockerodeEngine } from '../../src/adapters/dockerode-engine.js';
import { connect } from '../../src/adapters/dockerode-engine/connect.js';
import { log, traceLine, vertex } from '../support/build-trace.js';
import { answer, build, IMAGE, request, sessions, STARTED } from '../support/scripted-build.js';
import { json, scriptedEngine, type Answer, type Script } from '../support/scripted-engine.js';

const CLASSIC = '{"stream":"Step 1/1 : FROM x\\n"}\n{"aux":{"ID":"sha256:classic"}}\n';
const raw =
  (head: string): Script['upgrade'] =>
  (_, socket) => {
    socket.on('error', () => {});
    socket.end(head);
  };

describe('a session that is refused', () => {
  const page = '<html>Blocked by policy</html>';
  it.each<[string, Script, RegExp]>([
    ['404 of an engine', { routes: { 'POST /session': json({ message: 'page not found' }, 404) } }, /HTTP 404/u],
    [
      '400 of a proxy',
      { routes: { 'POST /session': json({ message: 'bad upgrade' }, 400) } },
      /HTTP 400: bad upgrade/u,
    ],
    [
      '403 of a filter',
      { routes: { 'POST /session': json({ message: 'not allowed' }, 403) } },
      /HTTP 403: not allowed/u,
    ],
    [
      '403 in place of the upgrade',
      {
        routes: {},
        upgrade: raw(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: ${page.length}\r\n\r\n${page}`),
      },
      /HTTP 403/u,
    ],
    [
      '200 of a proxy that knows no upgrades',
      {
        routes: {},
        upgrade: raw(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: ${page.length}\r\n\r\n${page}`),
      },
      /without opening one/u,
    ],
  ])('%s: builds with the classic builder, and says so', async (_, script, words) => {
    const { result, events, query } = await build({
      ...script,
      routes: { ...script.routes, 'POST /build': answer(CLASSIC) },
    });
    expect(result).toEqual({ id: 'sha256:classic', builder: 'classic' });
    expect(query.has('version')).toBe(false);
    expect(events[0]).toMatchObject({ kind: 'warning', message: expect.stringMatching(words) as unknown });
    expect(events[0]).toMatchObject({ message: expect.stringContaining('without secrets') as unknown });
  });

  it.each<[string, Script['upgrade']]>([
    ['a connection that is cut', (_, socket) => socket.destroy()],
    ['an upgrade that is no HTTP', raw('SSH-2.0-OpenSSH_9.2\r\n')],
  ])('%s: gives up before the context is sent', async (_, upgrade) => {
    const { result, requests } = await build({ routes: {}, ...(upgrade && { upgrade }) });
    expect(result).toMatchObject({ error: { code: 'ENGINE_LOST' } });
    expect(requests.some(({ line }) => line.startsWith('POST /build'))).toBe(false);
  });

  it('never answered: gives up in time, or at once when it is told to', async () => {
    await using engine = await scriptedEngine({ routes: {}, upgrade: (_, socket) => socket.on('error', () => {}) });
    const docker = await connect(engine.endpoint).docker();
    const content = { secrets: {} };
    await expect(openBuildSession(docker, content, undefined, 100)).rejects.toMatchObject({ code: 'ENGINE_REFUSED' });
    const begun = performance.now();
    const work = createDockerodeEngine(engine.endpoint).buildImage(request(), () => {}, AbortSignal.timeout(100));
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('a session that goes away in the middle', () => {
  it('does not end a build that needs it no more', async () => {
    const { upgrade, opened } = sessions();
    const { result } = await build({
      upgrade,
      routes: {
        'POST /build': (_, response) => {
          response.writeHead(200).write(STARTED, () => opened[0]?.socket.destroy());
          setTimeout(() => response.end(IMAGE), 50);
        },
      },
    });
    expect(result).toEqual({ id: 'sha256:built', builder: 'buildkit' });
  });

  it('is the engine’s to tell where it is needed', async () => {
    const { upgrade, opened } = sessions();
    const reason = 'failed to solve: no active session for abc: context deadline exceeded';
    const { result } = await build({
      upgrade,
      routes: {
        'POST /build': (_, response) => {
          opened[0]?.socket.destroy();
          response.end(`${STARTED}${JSON.stringify({ errorDetail: { message: reason }, error: reason })}\n`);
        },
      },
    });
    expect(result).toMatchObject({ error: { code: 'BUILD_FAILED', details: { reason } } });
  });

  it('that speaks no gRPC changes nothing for a build without secrets', async () => {
    const upgrade: Script['upgrade'] = (_, socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\nGET / HTTP/1.1\r\n\r\n\0\0\0');
    };
    const { result } = await build({ upgrade, routes: { 'POST /build': answer(STARTED, IMAGE) } });
    expect(result).toEqual({ id: 'sha256:built', builder: 'buildkit' });
  });
});

describe('a trace that is none', () => {
  const trace = (aux: unknown) => `${JSON.stringify({ id: 'moby.buildkit.trace', aux })}\n`;
  const bytes = (...values: number[]) => trace(Buffer.from(values).toString('base64'));

  it.each<[string, string, boolean]>([
    ['a field that is longer than its message', bytes(0x0a, 0x7f, 1), true],
    ['an endless number', bytes(...Array<number>(20).fill(0xff)), true],
    ['an unknown wire type', bytes(0x0b), true],
    ['no bytes', trace(7), false],
    ['nothing', trace(null), false],
    ['an object', trace({ vertexes: [] }), false],
    ['no base64', trace('%%%'), false],
    ['a step without a name or a time', traceLine(vertex({ id: '', name: '' })), false],
    ['output of a step that nobody knows', traceLine(log('nobody', 'x\n')), false],
  ])('%s does not stop the build', async (_, line, warned) => {
    const { result, events } = await build({
      upgrade: sessions().upgrade,
      routes: { 'POST /build': answer(line, STARTED, line, IMAGE) },
    });
    expect(result).toEqual({ id: 'sha256:built', builder: 'buildkit' });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'step-started' }));
    expect(events.filter(({ kind }) => kind === 'warning')).toHaveLength(warned ? 1 : 0);
  });

  it('refuses a message without an end', async () => {
    const route: Answer = (_, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1024 * 1024, 'a');
      const more = () => void (response.destroyed || response.write(piece, more));
      more();
    };
    const { result } = await build({ upgrade: sessions().upgrade, routes: { 'POST /build': route } });
    expect(result).toMatchObject({ error: { code: 'ENGINE_REFUSED' } });
  });

  it('follows a flood of it, in pieces, with bounded memory', async () => {
    const lines = 200_000;
    const route: Answer = (_, response) => {
      let sent = 0;
      const more = () => {
        sent += 2000;
        const line = traceLine(...Array.from({ length: 2000 }, () => log('a', `${'x'.repeat(80)}\n`)));
        if (sent < lines) response.write(line, more);
        else response.end(line + IMAGE);
      };
      response.writeHead(200).write(STARTED, more);
    };
    await using engine = await scriptedEngine({ upgrade: sessions().upgrade, routes: { 'POST /build': route } });
    let seen = 0;
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    const built = await createDockerodeEngine(engine.endpoint).buildImage(request(), ({ kind }) => {
      if (kind === 'log') seen += 1;
      if (seen % 20_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
    });
    expect(built).toMatchObject({ id: 'sha256:built' });
    expect(seen).toBe(lines + 1);
    expect(most).toBeLessThan(150 * 1024 * 1024);
  });
});

describe('a build that never ends', () => {
  it.each<[string, Answer]>([
    ['before the first word', () => {}],
    ['after a step began', (_, response) => void response.writeHead(200).write(STARTED)],
    [
      'while it prints without pause',
      (_, response) => {
        const more = () =>
          void (response.destroyed || response.write(traceLine(log('a', 'tick\n')), () => setTimeout(more)));
        response.writeHead(200).write(STARTED, more);
      },
    ],
  ])('%s is stopped by Ctrl-C, and the engine notices', async (_, route) => {
    let gone = false;
    await using engine = await scriptedEngine({
      upgrade: sessions().upgrade,
      routes: {
        'POST /build': (asked, response) => {
          response.on('close', () => (gone = true));
          route(asked, response);
        },
      },
    });
    const work = createDockerodeEngine(engine.endpoint).buildImage(request(), () => {}, AbortSignal.timeout(200));
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await sleep(30);
    expect(gone).toBe(true);
  });
});
