import { serverJsonSchema } from '../../src/model/server-json.js';
import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseIgnoreRules } from '../../src/config/ignore-rules.js';
import { parseConfig } from '../../src/config/load-config.js';
import { packageRoot } from '../../src/config/package-files.js';
import { BACKEND_VARIABLES } from '../../src/plan/backend-variables.js';
import { composeCommand } from '../support/compose.js';
import { run } from '../support/run.js';
import { COMBINATIONS, inStackFolder, LOGIN, PASSWORD, renderStack, TOKEN } from '../support/stacks.js';
import type { RenderedFile } from '../../src/model/template.js';

interface Service {
  readonly image?: string;
  readonly build?: object;
  readonly user?: string;
  readonly profiles?: string[];
  readonly ports?: string[];
  readonly volumes?: string[];
  readonly networks?: string[];
  readonly secrets?: string[];
  readonly environment?: Record<string, string>;
  readonly healthcheck?: { readonly test?: unknown; readonly interval?: string };
  readonly depends_on?: Record<string, { condition: string }>;
  readonly deploy?: { readonly resources: { readonly limits: Record<string, string> } };
}

interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes?: Record<string, unknown>;
  readonly networks?: Record<string, { internal?: boolean } | undefined>;
  readonly secrets?: Record<string, { file: string }>;
}

const textOf = (files: readonly RenderedFile[], path: string): string => {
  const found = files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${path} was not rendered.`);
  return found.content;
};
const composeOf = (files: readonly RenderedFile[], path: string) => parse(textOf(files, path), { merge: true }) as Compose;
const hostPorts = ({ services }: Compose) => Object.values(services).flatMap(({ ports = [] }) => ports);
const named = COMBINATIONS.map((parts) => ({ name: parts.join(', ') || 'nothing', parts }));

it('knows every combination once', () => {
  // Without the backend: proxy, autoheal and dev, each or not. With it, seven others, each or not.
  expect(COMBINATIONS).toHaveLength(8 + 128);
  expect(COMBINATIONS.filter((parts) => parts.includes('postgres') && !parts.includes('backend'))).toEqual([]);
});

describe.each(named)('a stack with $name', ({ parts }) => {
  let files: RenderedFile[];
  let compose: Compose;
  let development: Compose;
  const has = (part: string) => parts.includes(part);
  beforeAll(async () => {
    files = await renderStack(parts);
    compose = composeOf(files, 'compose.yaml');
    development = composeOf(files, 'compose.override.yaml');
  });

  it('runs every service without privileges and with limits', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service, name).toMatchObject({
        init: true,
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
        deploy: { resources: { limits: { cpus: expect.any(String) as string, memory: expect.any(String) as string } } },
      });
      // Images that are built here name a user of their own; official ones begin as root.
      expect(service.build !== undefined || /^[1-9]\d*:\d+$/u.test(service.user ?? ''), name).toBe(true);
      if (service.profiles !== undefined) continue;
      expect(service, name).toMatchObject({ restart: 'unless-stopped' });
      expect(service.healthcheck?.interval, name).toMatch(/^\d+s$/u);
      expect(service.build !== undefined || service.healthcheck?.test !== undefined, name).toBe(true);
    }
  });

  it('starts what others need first, and waits until it is healthy', () => {
    const needs = (name: string) => Object.keys(compose.services[name]?.depends_on ?? {});
    for (const [name, { depends_on = {} }] of Object.entries(compose.services)) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        expect(condition, name).toBe('service_healthy');
        expect(Object.keys(compose.services), name).toContain(other);
      }
    }
    expect(needs('mcp-server')).toEqual(has('backend') ? ['backend'] : []);
    expect(needs('backend')).toEqual(['postgres', 'redis'].filter(has));
    expect(needs('frontend')).toEqual(has('fullstack') ? ['backend', 'auth-server'] : []);
    expect(needs('proxy')).toEqual(has('proxy') ? ['mcp-server'] : []);
  });

  it('publishes the server or its proxy, and with fullstack those of the page, only on this machine only, and in development no port twice', () => {
    const ports = has('fullstack')
      ? {
          'mcp-server': '127.0.0.1:${MCP_PORT:-3001}:3000',
          backend: '127.0.0.1:${BACKEND_PORT:-8000}:8000',
          frontend: '127.0.0.1:${FRONTEND_PORT:-3000}:8080',
          'auth-server': '127.0.0.1:${AUTH_PORT:-8080}:8080',
        }
      : { 'mcp-server': '127.0.0.1:${MCP_PORT:-3000}:3000' };
    for (const [name, port] of Object.entries(ports))
      expect(compose.services[name === 'mcp-server' && has('proxy') ? 'proxy' : name]?.ports, name).toEqual([port]);
    expect(hostPorts(compose)).toHaveLength(Object.keys(ports).length);
    // The same port of the same service counts once, also for Compose.
    const all = [...new Set([...hostPorts(compose), ...hostPorts(development)])];
    expect(all.filter((port) => !port.startsWith('127.0.0.1:${'))).toEqual([]);
    const numbers = all.map((port) => /:-(\d+)\}/u.exec(port)?.[1]);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('keeps data on a network without a way out', () => {
    const stores = ['postgres', 'redis'].filter(has);
    for (const name of stores) expect(compose.services[name]?.networks, name).toEqual(['data']);
    expect(compose.networks?.['data']?.internal).toBe(stores.length > 0 ? true : undefined);
    expect(compose.services['mcp-server']?.networks).toEqual(['todo-network']);
    const both = ['todo-network', ...(stores.length > 0 ? ['data'] : [])];
    expect(compose.services['backend']?.networks).toEqual(has('backend') ? both : undefined);
    for (const name of ['frontend', 'auth-server'])
      expect(compose.services[name]?.networks, name).toEqual(has('fullstack') ? ['todo-network'] : undefined);
  });

  it('declares what it uses, and uses what it declares', () => {
    const services = Object.values(compose.services);
    const volumes = services.flatMap((service) => service.volumes ?? []).map((volume) => volume.split(':')[0]).filter((volume) => !volume?.startsWith('./'));

    expect(new Set(volumes)).toEqual(new Set(Object.keys(compose.volumes ?? {})));
    const networks = services.flatMap((service) => service.networks ?? []);
    expect(new Set(networks)).toEqual(new Set(Object.keys(compose.networks ?? {})));
    const secrets = services.flatMap((service) => service.secrets ?? []);
    expect(new Set(secrets)).toEqual(new Set(Object.keys(compose.secrets ?? {})));
    for (const { file } of Object.values(compose.secrets ?? {}))
      expect(files.find(({ path }) => `./${path}` === file)).toMatchObject({ mode: 0o644, folderMode: 0o700, keep: true });
  });

  it('shows secrets where they belong and nowhere else', () => {
    const where = (secret: string) => files.filter(({ content }) => content.includes(secret)).map(({ path }) => path);
    expect(where(TOKEN)).toEqual([has('secrets') ? 'secrets/service_auth_token' : '.env']);
    expect(where(PASSWORD)).toEqual(has('postgres') ? ['secrets/postgres_password'] : []);
    expect(where(LOGIN)).toEqual(has('fullstack') ? [has('secrets') ? 'secrets/auth_dev_password' : '.env'] : []);
    expect(textOf(files, 'compose.yaml')).not.toMatch(/start_interval|docker\.sock|0\.0\.0\.0|^version:/mu);
    const git = parseIgnoreRules(textOf(files, '.gitignore'), '.gitignore');
    const docker = parseIgnoreRules(textOf(files, '.dockerignore'), '.dockerignore');
    for (const { path } of files.filter(({ keep }) => keep === true))
      expect([git.ignores(path), docker.ignores(path)], path).toEqual([true, true]);
  });

  it('gives both sides the same token and the address of each other', () => {
    const environment = parseEnv(textOf(files, '.env'));
    expect(Object.keys(environment).toSorted()).toEqual(Object.keys(parseEnv(textOf(files, '.env.example'))).toSorted());
    const server = compose.services['mcp-server']?.environment;
    const [url, shown] = has('backend') ? ['http://backend:8000', '${FASTAPI_BASE_URL:-http://backend:8000}'] : [];
    expect([environment['FASTAPI_BASE_URL'], server?.['FASTAPI_BASE_URL']]).toEqual([url, shown]);
    const backend = compose.services['backend']?.environment;
    const file = has('secrets') ? '/run/secrets/service_auth_token' : undefined;
    expect(server?.['SERVICE_AUTH_TOKEN_FILE']).toBe(file);
    expect(backend?.['SERVICE_AUTH_TOKEN_FILE']).toBe(file);
    expect(environment['SERVICE_AUTH_TOKEN']).toBe(has('secrets') ? undefined : TOKEN);
    expect(backend?.['SERVICE_AUTH_TOKEN']?.startsWith('${SERVICE_AUTH_TOKEN:?')).toBe(
      has('backend') ? (has('secrets') ? undefined : true) : undefined,
    );
  });

  it('keeps secrets of other services from the server, which has all of .env otherwise', () => {
    const server = compose.services['mcp-server']?.environment ?? {};
    const foreign = {
      DATABASE_URL: has('backend'),
      REDIS_URL: has('redis'),
      // With secrets/ too: a .env that was there before keeps its line.
      AUTH_DEV_PASSWORD: has('fullstack'),
    };
    for (const [name, known] of Object.entries(foreign)) expect(server[name], name).toBe(known ? '' : undefined);
  });

  it('builds what it runs', () => {
    const { config } = parseConfig(textOf(files, 'mcp-dock.yaml'), 'mcp-dock.yaml', '/');
    const built = [...(has('backend') ? ['backend'] : []), ...(has('fullstack') ? ['frontend', 'auth-server'] : [])];
    expect(Object.values(config.images).map(({ image }) => image)).toEqual(
      built.map((name) => compose.services[name]?.image),
    );
    for (const name of built) expect(files.some(({ path }) => path.startsWith(`${name}/src/`)), name).toBe(true);
    for (const { build } of Object.values(config.images)) textOf(files, build?.dockerfile ?? '');
    expect(files.some(({ path }) => path.startsWith('backend/src/'))).toBe(has('backend'));
    expect(files.some(({ path }) => path === 'compose.prod.yaml')).toBe(has('backend'));
  });

  it('lets .env name another database for the backend', () => {
    const own = has('postgres') ? 'postgresql://todo@postgres:5432/todo' : 'sqlite:////app/data/todo.db';
    expect(compose.services['backend']?.environment?.['DATABASE_URL']).toBe(
      has('backend') ? `\${DATABASE_URL:-${own}}` : undefined,
    );
    expect(textOf(files, '.env.example').split(`\n# DATABASE_URL=${own}\n`)).toHaveLength(has('backend') ? 2 : 1);
  });

  it('explains every service in its README, and leaves no hole in any file', () => {
    const readme = textOf(files, 'README.md');
    const explained = Object.keys(compose.services).filter((name) => readme.includes(`| \`${name}\` |`));
    const running = Object.keys(compose.services).filter((name) => name !== 'stdio');
    // One service needs no table.
    expect(explained).toEqual(running.length > 1 ? running : []);
    const rendered = files.filter(({ path }) => /^(?:(?:backend|frontend|auth-server|proxy)\/)?[^/]*$/u.test(path) && !/lock|\.(?:ts|py|json)$/u.test(path));
    const flawed = rendered.filter(({ content }) => /undefined|\[object|NaN|\r|[ \t]\n|\n\n\n|\n\n$|[^\n]$/u.test(content));
    expect(flawed.map(({ path }) => path)).toEqual([]);
  });
});

describe('docker compose', () => {
  const layers = [
    ['compose.yaml'],
    ['compose.yaml', 'compose.override.yaml'],
    ['compose.yaml', 'compose.prod.yaml'],
  ];
  const runtimes = ['node', 'python-uv', 'python-pip'] as const;

  it.each(named)('understands a stack with $name', { timeout: 60_000 }, async ({ parts }) => {
    const [command, ...first] = await composeCommand(() => undefined);
    for (const runtime of parts.length % 5 === 0 ? runtimes : runtimes.slice(0, 1)) {
      const files = await renderStack(parts, { runtime });
      await inStackFolder(files, async (folder) => {
        const there = layers.filter((layer) => layer.every((name) => files.some(({ path }) => path === name)));
        await Promise.all(
          there.map(async (layer) => {
            const args = [...first, ...layer.flatMap((name) => ['-f', name]), 'config', '--quiet'];
            const { code, output } = await run(command, args, { cwd: folder });
            // Warnings count: they are about variables that are not set.
            expect({ layer, code, output }).toEqual({ layer, code: 0, output: '' });
          }),
        );
      });
    }
  });
});

describe('what is beside the stack', () => {
  const bare = async (parts: readonly string[], path: string) =>
    textOf(await renderStack(parts), path).replace(/^# Parts: .*\n/mu, '');

  it.each(['harden', 'ci', 'registry'])('%s leaves the Compose files as they are', async (part) => {
    for (const path of ['compose.yaml', 'compose.override.yaml', 'compose.prod.yaml'])
      expect(await bare(['backend', part], path), path).toBe(await bare(['backend'], path));
  });

  it.each(['node', 'python-uv'] as const)('harden updates what is shipped of %s, and nothing without it', async (runtime) => {
    const plain = await renderStack(['backend'], { runtime });
    const hardened = await renderStack(['backend', 'harden'], { runtime });
    for (const path of ['Dockerfile', 'backend/Dockerfile']) {
      expect(textOf(plain, path), path).not.toContain('apt-get');
      const shipped = textOf(hardened, path).slice(
        textOf(hardened, path).indexOf(path === 'Dockerfile' ? ' AS runtime\n' : ' AS account\n'),
      );
      // Root's steps come before the user, and what they leave goes in the same layer.
      expect(shipped.split('\nUSER ')[0], path).toMatch(/\nRUN apt-get update [^]*? upgrade [^]*? autoremove [^]*?rm -rf \/var\/lib\/apt\/lists/u);
    }
  });

  it('harden updates every image that fullstack brings', async () => {
    const plain = await renderStack(['fullstack']);
    const hardened = await renderStack(['fullstack', 'harden']);
    for (const { path, content } of hardened.filter((file) => /(?:^|\/)Dockerfile$/u.test(file.path))) {
      expect(content.slice(content.lastIndexOf('FROM ')).includes('upgrade') || content.includes(' AS account\n'), path).toBe(true);
      expect(content, path).toMatch(/apt-get upgrade|apk upgrade/u);
      expect(textOf(plain, path), path).not.toMatch(/apt-get upgrade|apk upgrade/u);
    }
  });

  it('ci is a workflow that tests, builds and verifies, with no more rights than it needs', async () => {
    const files = await renderStack(['ci'], { name: 'on' });
    const workflow = parse(textOf(files, '.github/workflows/container.yml')) as {
      permissions: object;
      jobs: Record<string, { name: string; env: Record<string, string>; steps: { run?: string; uses?: string }[] }>;
    };
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const job = workflow.jobs['container'];
    expect(job?.name).toBe('on');
    expect(job?.steps.flatMap(({ run: line }) => line ?? [])).toEqual([
      '$MCP_DOCK build --test --pull',
      '$MCP_DOCK verify --output junit=verify.xml --json > verify.json',
    ]);
    expect(job?.steps.flatMap(({ uses }) => uses ?? []).filter((uses) => !/^actions\/[a-z-]+@v\d+$/u.test(uses))).toEqual([]);
    expect((await renderStack([])).some(({ path }) => path.startsWith('.github/'))).toBe(false);
  });
});

describe('autoheal', () => {
  it.each([
    { runtime: 'node', production: 'node /app/healthcheck.js', development: '/app/src/healthcheck.ts' },
    {
      runtime: 'python-uv',
      production: 'python -I -S /app/src/todo_server/healthcheck.py',
      development: '/app/src/todo_server/healthcheck.py',
    },
  ] as const)('ends what hangs of $runtime, but nothing during development', async ({ runtime, production, development }) => {
    const files = await renderStack(['backend', 'autoheal'], { runtime });
    const testOf = (path: string, service: string) => composeOf(files, path).services[service]?.healthcheck?.test as string[];
    for (const service of ['mcp-server', 'backend']) {
      expect(testOf('compose.yaml', service).join(' '), service).toContain('kill -KILL -1');
      expect(testOf('compose.override.yaml', service)[0], service).toBe('CMD');
    }
    expect(testOf('compose.yaml', 'mcp-server')[1]).toContain(`if ${production} live; then`);
    // What the stage for development asks itself: the other stage's file is not there.
    expect(testOf('compose.override.yaml', 'mcp-server').at(-1)).toBe(development);
    const stage = textOf(files, 'Dockerfile').split(' AS dev\n')[1]?.split('\nFROM ')[0];
    expect(stage).toContain(`CMD ${JSON.stringify(testOf('compose.override.yaml', 'mcp-server').slice(1)).replaceAll(',', ', ')}`);
  });
});

describe('settings for one purpose', () => {
  const serverEnvironment = async (files: readonly RenderedFile[], layer: readonly string[]) => {
    const [command, ...first] = await composeCommand(() => undefined);
    return inStackFolder(files, async (folder) => {
      await appendFile(join(folder, '.env'), 'DEBUG=true\nBACKEND_TIMEOUT=7\n');
      const args = [...first, ...layer.flatMap((name) => ['-f', name]), 'config', '--format', 'json'];
      const { output } = await run(command, args, { cwd: folder });
      return (JSON.parse(output) as Compose).services['mcp-server']?.environment;
    });
  };

  it.each([
    { stage: 'development', over: 'compose.override.yaml', expected: { MCP_LOG_LEVEL: 'DEBUG', LOG_FORMAT: 'text', DEBUG: 'true' } },
    { stage: 'production', over: 'compose.prod.yaml', expected: { MCP_LOG_LEVEL: 'INFO', LOG_FORMAT: 'json', DEBUG: 'false' } },
  ])('.env.$stage wins over .env, and what it does not name stays', async ({ over, expected }) => {
    const files = await renderStack(['backend']);
    const environment = await serverEnvironment(files, ['compose.yaml', over]);
    expect(environment).toMatchObject({ ...expected, BACKEND_TIMEOUT: '7', MCP_SERVER_PORT: '3000' });
  });

  it('development gives a whole processor to what starts again and again, and no more memory', async () => {
    const { services } = composeOf(await renderStack(['backend', 'postgres']), 'compose.override.yaml');
    const limits = Object.fromEntries(Object.entries(services).map(([name, { deploy }]) => [name, deploy?.resources.limits]));
    expect(limits).toEqual({ 'mcp-server': { cpus: '1.0' }, backend: { cpus: '1.0' } });
  });

  it('are committed and hold no secret', async () => {
    const files = await renderStack(['backend', 'secrets']);
    for (const stage of ['.env.development', '.env.production']) {
      expect(textOf(files, '.gitignore')).toContain(`\n!${stage}\n`);
      expect(Object.keys(parseEnv(textOf(files, stage))).filter((key) => /TOKEN|PASSWORD|SECRET|KEY/u.test(key))).toEqual([]);
    }
  });
});

it('gives the backend another port when the server has its own', async () => {
  const files = await renderStack(['backend'], { port: 8000 });
  expect(hostPorts(composeOf(files, 'compose.yaml'))).toEqual(['127.0.0.1:${MCP_PORT:-8000}:8000']);
  expect(hostPorts(composeOf(files, 'compose.override.yaml'))).toEqual(['127.0.0.1:${BACKEND_PORT:-8001}:8000']);
});

it('takes databases from the same registry as base images', async () => {
  const files = await renderStack(['postgres', 'redis'], { baseRegistry: 'mirror.example.com/hub' });
  const { services } = composeOf(files, 'compose.yaml');
  expect([services['postgres']?.image, services['redis']?.image]).toEqual([
    'mirror.example.com/hub/postgres:17-trixie',
    'mirror.example.com/hub/redis:7-alpine',
  ]);
});

it('lets the proxy find the server, its stand-in and its own health', async () => {
  const files = await renderStack(['proxy'], { name: 'weather', port: 8081 });
  const settings = textOf(files, 'proxy/nginx.conf');
  expect(settings).toContain('listen 8081;');
  expect(settings).toContain('listen 127.0.0.1:8082;');
  expect(settings).toContain('set $server mcp-server;');
  expect(settings).toContain('set $server weather-mcp-server-next;');
  expect(textOf(files, 'scripts/rolling-restart.sh')).toContain('standin=weather-mcp-server-next\n');
  expect(textOf(files, 'scripts/rolling-restart.sh')).toContain('== ":1F91"');
  const { services } = composeOf(files, 'compose.yaml');
  expect(services['proxy']?.healthcheck?.test).toContain('http://127.0.0.1:8082/');
  expect(services['mcp-server']?.environment?.['FORWARDED_ALLOW_IPS']).toBe('${FORWARDED_ALLOW_IPS:-*}');
  const ignored = parseIgnoreRules(textOf(files, '.dockerignore'), '.dockerignore');
  expect(ignored.ignores('proxy/nginx.conf')).toBe(true);
});

it('has a page whose script finds what it looks for, and whose settings name services that are there', async () => {
  const files = await renderStack(['fullstack']);
  const page = textOf(files, 'frontend/src/site/index.html');
  const script = textOf(files, 'frontend/src/site/app.js');
  const ids = [...page.matchAll(/ id="(\w+)"/gu)].map(([, id]) => id);
  const wanted = [...script.matchAll(/find\('(\w+)'\)/gu)].map(([, id]) => id);
  const [, listed = ''] = /= \[(.*)\]\.map\(find\)/u.exec(script) ?? [];
  wanted.push(...[...listed.matchAll(/'(\w+)'/gu)].map(([, id]) => id));
  expect(wanted.length).toBeGreaterThan(5);
  expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  for (const [, id] of page.matchAll(/ for="(\w+)"/gu)) expect(ids).toContain(id);
  // The policy of the page allows nothing else.
  expect(page).not.toMatch(/<script>|style="|\son\w+="|https?:/u);
  const { services } = composeOf(files, 'compose.yaml');
  const settings = textOf(files, 'frontend/src/nginx.conf');
  for (const [, name = ''] of settings.matchAll(/set \$\w+ ([\w-]+):/gu)) expect(Object.keys(services)).toContain(name);
  expect(textOf(files, 'docs/fullstack.md')).toContain('http://127.0.0.1:3001/mcp');
});

it('moves no port that was chosen, but that of the page', async () => {
  const files = await renderStack(['fullstack'], { port: 8080 });
  expect(hostPorts(composeOf(files, 'compose.yaml')).toSorted()).toEqual([
    '127.0.0.1:${AUTH_PORT:-8081}:8080',
    '127.0.0.1:${BACKEND_PORT:-8000}:8000',
    '127.0.0.1:${FRONTEND_PORT:-3000}:8080',
    '127.0.0.1:${MCP_PORT:-8080}:8080',
  ]);
  expect(parseEnv(textOf(files, '.env'))['MCP_PORT']).toBe('8080');
  // `mcp-dock client` takes the first one that leads to the port of the server.
  for (const parts of [['fullstack'], ['fullstack', 'proxy']])
    expect(hostPorts(composeOf(await renderStack(parts, { port: 8080 }), 'compose.yaml'))[0]).toContain('MCP_PORT');
});

it('can be called like one of its parts', async () => {
  const files = await renderStack(['backend'], { name: 'backend' });
  const { config } = parseConfig(textOf(files, 'mcp-dock.yaml'), 'mcp-dock.yaml', '/');
  expect(Object.keys(config.images)).toEqual(['backend-backend']);
});

it('documents every variable of the backend, and no other', async () => {
  const source = await readFile(join(packageRoot, 'examples/todo-backend/src/todo_backend/settings.py'), 'utf8');
  const read = [...source.matchAll(/(?:reader|self)\.(?:text|whole|flag|one_of|present\.get)\(\s*"([A-Z_]+)"/gu)].map(
    ([, name]) => name,
  );
  const documented = BACKEND_VARIABLES.map(({ name }) => name);
  expect(new Set(documented)).toEqual(new Set([...read, 'MCP_LOG_LEVEL']));
});

it('registry is an entry that the MCP registry takes', async () => {
  const files = await renderStack(['registry'], { name: 'on' });
  const entry: unknown = JSON.parse(textOf(files, 'server.json'));
  expect(serverJsonSchema.parse(entry)).toMatchObject({
    name: 'io.github.example/on',
    packages: [{ registryType: 'oci', identifier: 'ghcr.io/example/on:1.0.0' }],
  });
  expect(textOf(files, 'Dockerfile')).toContain('io.modelcontextprotocol.server.name="io.github.example/on"');
});
