import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clientServer, type ServerRequest } from '../../../src/actions/client-server.js';
import type { Machine } from '../../../src/clients/place.js';
import { loadConfig } from '../../../src/config/load-config.js';
import { McpDockError } from '../../../src/errors/mcp-dock-error.js';
import { TRANSPORTS_LABEL } from '../../../src/model/tool.js';
import { verifySettings } from '../../../src/plan/verify-settings.js';
import stdio from '../../../src/scenarios/stdio.js';
import type { Engine } from '../../../src/ports/engine.js';
import { imageTarget } from '../../../src/targets/image.js';
import { fakeEngine, scriptedEngine } from '../../fakes/fake-engine.js';
import { imageConfig } from '../../support/image-facts.js';
import { folderWith } from '../../support/probe-context.js';

const CONFIG =
  'name: todo\nimage: todo:1\nserver:\n  transports: { http: { port: 3000, path: /mcp, args: [http] }, stdio: { args: [stdio, --quiet] } }\n  data: [/app/data, /app/cache]\n';
const terminal = { title: 'Some CLI', graphical: false };
const desktop = { title: 'Some App', graphical: true };

const inspected = (image: Parameters<typeof imageConfig>[0]) => ({
  ...imageConfig(image),
  environment: [],
  layers: [],
  tags: [],
});

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly request?: Partial<ServerRequest>;
  readonly client?: typeof desktop;
  readonly machine?: Partial<Machine>;
  readonly engine?: Partial<Engine>;
}

async function serverFor({ files = {}, request = {}, client = terminal, machine = {}, engine = {} }: Given) {
  await using folder = await folderWith(files);
  const project = await loadConfig(folder.path);
  const environment = machine.environment ?? {};
  const server = await clientServer(
    { headers: [], ...(project && { project }), ...request },
    client,
    { platform: 'linux', home: '/home/ada', environment, project: folder.path, ...machine },
    { engine: fakeEngine(engine), cwd: folder.path, environment },
  );
  return { server, folder: folder.path };
}

const argsOf = async (given: Given) => {
  const { server } = await serverFor(given);
  return server.transport === 'stdio' ? server.args : [];
};

const codeOf = (given: Given) =>
  serverFor(given).then(
    () => undefined,
    (error: unknown) => (error instanceof McpDockError ? error.code : error),
  );

describe('over stdio', () => {
  it('is the command that the stdio scenario of verify runs, and what a lasting server needs more', async () => {
    await using folder = await folderWith({ 'mcp-dock.yaml': CONFIG });
    const project = await loadConfig(folder.path);
    if (project === undefined) throw new Error('There is a project.');
    const config = imageConfig({ reference: 'todo:1' });
    const target = imageTarget({
      engine: scriptedEngine({}).engine,
      title: 'todo',
      imageConfig: config,
      settings: verifySettings({ name: 'todo', project, imageConfig: config }),
      environment: {},
      headers: {},
      secretValues: [],
      runId: 'r1',
    });
    const run = await target.open(stdio, new AbortController().signal);
    await target[Symbol.asyncDispose]();

    const args = await argsOf({ files: { 'mcp-dock.yaml': CONFIG } });
    expect(args).toEqual(
      'run --rm -i --init -v todo-data:/app/data -v todo-data-2:/app/cache todo:1 stdio --quiet'.split(' '),
    );
    const common = args.filter((word, index) => word !== '--init' && word !== '-v' && args[index - 1] !== '-v');
    expect(['docker', ...common].join(' ')).toBe(run.command);
  });

  it('takes the variables that the server needs from .env, and no value of them', async () => {
    const files = {
      'mcp-dock.yaml': `${CONFIG}  requiredEnv: [API_KEY, OTHER]\n`,
      '.env': 'API_KEY=hunter22-hunter22\n',
    };
    const { server, folder } = await serverFor({ files });
    if (server.transport !== 'stdio') throw new Error('stdio comes first.');
    expect(server.args).toContain('--env-file');
    expect(server.args[server.args.indexOf('--env-file') + 1]).toBe(join(folder, '.env'));
    expect(server.notes.join('\n')).toContain('does not set OTHER');
    expect(JSON.stringify(server)).not.toContain('hunter22');
  });

  it('leaves .env out where the server needs nothing of it, and says when it is missing', async () => {
    expect(await argsOf({ files: { 'mcp-dock.yaml': CONFIG, '.env': 'A=1\n' } })).not.toContain('--env-file');
    const { server } = await serverFor({ files: { 'mcp-dock.yaml': `${CONFIG}  requiredEnv: [API_KEY]\n` } });
    expect(server.notes.join('\n')).toContain('needs API_KEY, and there is no .env');
  });

  it('takes a file that is named, and refuses one that is not there', async () => {
    const files = { 'mcp-dock.yaml': CONFIG, 'prod.env': 'A=1\n' };
    expect(await argsOf({ files, request: { environmentFile: 'prod.env' } })).toContain('--env-file');
    expect(await codeOf({ files, request: { environmentFile: 'none.env' } })).toBe('FLAG_INVALID');
  });

  it('says that the server stands alone where compose gives it something beside', async () => {
    const notesOf = async (text: string) => (await serverFor({ files: { 'mcp-dock.yaml': text } })).server.notes;
    expect(await notesOf(CONFIG)).toEqual([]);
    expect(await notesOf(`${CONFIG}client:\n  network: todo-network\n`)).toEqual([
      expect.stringContaining('joins the network todo-network'),
    ]);
    expect(await notesOf(`${CONFIG}images:\n  backend: {}\n`)).toEqual([
      'Started like this the server stands alone, without backend, and keeps data of its own. For the one that compose runs: --transport http.',
    ]);
  });

  it('asks the engine what an image says of itself', async () => {
    const label = JSON.stringify({ stdio: { args: ['--stdio'] }, data: ['/data'] });
    const engine = {
      inspectImage: async (reference: string) => inspected({ reference, labels: { [TRANSPORTS_LABEL]: label } }),
    };
    expect(await argsOf({ request: { image: 'registry.example:5000/acme/weather:1' }, engine })).toEqual(
      'run --rm -i --init -v weather-data:/data registry.example:5000/acme/weather:1 --stdio'.split(' '),
    );
  });

  it('says when an image does not tell its transports', async () => {
    const engine = { inspectImage: async () => inspected({ reference: 'a:1', labels: {} }) };
    const { server } = await serverFor({ request: { image: 'a:1' }, engine });
    expect(server).toMatchObject({ args: ['run', '--rm', '-i', '--init', 'a:1'], proof: 'mcp-dock verify image:a:1' });
    expect(server.notes.join()).toContain('Nothing says that a:1 speaks MCP over stdio');
  });
});

describe('the docker program', () => {
  const files = { 'mcp-dock.yaml': CONFIG };
  const programOf = async (given: Given) => {
    const { server } = await serverFor({ files, ...given });
    return server.transport === 'stdio' ? server.command : undefined;
  };

  it('is a name for a client of the terminal, and what --docker says for any', async () => {
    expect(await programOf({})).toBe('docker');
    expect(await programOf({ client: desktop, request: { docker: 'podman' } })).toBe('podman');
  });

  it('has its whole path for a client of the desktop', async () => {
    await using bin = await folderWith({ docker: '#!/bin/sh\n' });
    const { chmod } = await import('node:fs/promises');
    await chmod(join(bin.path, 'docker'), 0o755);
    const machine = { environment: { PATH: `relative:/nowhere:${bin.path}`, DOCKER_HOST: 'tcp://x' } };
    expect(await programOf({ client: desktop, machine })).toBe(join(bin.path, 'docker'));
    const { server } = await serverFor({ files, client: desktop, machine });
    expect(server.notes.join('\n')).toMatch(/whole path[^]*DOCKER_HOST is set in this shell/u);
  });

  it('is a name with a word of warning where it is nowhere', async () => {
    const machine = { platform: 'win32', environment: { Path: '' } } as const;
    expect(await programOf({ client: desktop, machine })).toBe('docker');
    const { server } = await serverFor({ files, client: desktop, machine });
    expect(server.notes.join('\n')).toContain('docker was not found');
  });
});

describe('over HTTP', () => {
  const http = { transport: 'http' } as const;
  const urlOf = async (given: Given) => {
    const { server } = await serverFor(given);
    return server.transport === 'http' ? server.url : undefined;
  };

  it.each([
    {
      name: 'the port that Compose publishes',
      ports: '["127.0.0.1:${MCP_PORT:-3100}:3000"]',
      url: 'http://127.0.0.1:3100/mcp',
    },
    {
      name: 'that of .env',
      ports: '["${MCP_PORT:-3100}:3000"]',
      env: 'MCP_PORT=4000\n',
      url: 'http://127.0.0.1:4000/mcp',
    },
    {
      name: 'the one of the server among others',
      ports: '["9000:9000", "[::1]:3200:3000"]',
      url: 'http://[::1]:3200/mcp',
    },
    { name: 'the long form', ports: '[{ target: 3000, published: 3300 }]', url: 'http://127.0.0.1:3300/mcp' },
    { name: 'the server’s own when none is published', ports: '["9000:9000"]', url: 'http://127.0.0.1:3000/mcp' },
  ])('is at $name', async ({ ports, env, url }) => {
    const files = {
      'mcp-dock.yaml': CONFIG,
      'compose.yaml': `services:\n  app:\n    ports: ${ports}\n`,
      ...(env !== undefined && { '.env': env }),
    };
    expect(await urlOf({ files, request: http })).toBe(url);
  });

  it('is what comes of a project without stdio', async () => {
    const files = { 'mcp-dock.yaml': 'name: a\nserver: { transports: { http: {} } }\n' };
    expect(await urlOf({ files })).toBe('http://127.0.0.1:3000/mcp');
    expect(await codeOf({ files, request: { transport: 'stdio' } })).toBe('FLAG_INVALID');
  });

  it.each([
    { name: 'no address', url: 'weather.example/mcp' },
    { name: 'another protocol', url: 'ftp://weather.example' },
    { name: 'a password', url: 'https://ada:hunter22@weather.example/mcp' },
    { name: 'a key in the query', url: 'https://weather.example/mcp?api_key=hunter22hunter22' },
  ])('refuses $name and does not repeat it', async ({ url }) => {
    const error: unknown = await serverFor({ request: { url } }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'FLAG_INVALID' });
    expect(String(error)).not.toContain('hunter22');
  });

  it('takes an address as it is written, and warns of headers in clear', async () => {
    const headers = [{ name: 'Authorization', variable: 'TOKEN', bearer: true }];
    const { server } = await serverFor({
      request: { url: 'http://weather.example/mcp?team=a', headers },
      client: desktop,
    });
    expect(server).toMatchObject({ transport: 'http', url: 'http://weather.example/mcp?team=a', headers });
    expect(server.notes.join('\n')).toMatch(
      /takes TOKEN from its own environment[^]*travel in clear to weather\.example/u,
    );
  });

  it('refuses what cannot be', async () => {
    expect(await codeOf({ request: { url: 'http://127.0.0.1/mcp', transport: 'stdio' } })).toBe('FLAG_INVALID');
    expect(await codeOf({})).toBe('PROJECT_NOT_FOUND');
    const engine = { inspectImage: async () => inspected({ reference: 'a:1', exposedPorts: ['3000/tcp'] }) };
    expect(await codeOf({ request: { image: 'a:1', ...http }, engine })).toBe('FLAG_INVALID');
  });
});
