import { parseEnv } from 'node:util';
import { DockerfileParser, type From, type JSONInstruction } from 'dockerfile-ast';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clientServer } from '../../src/actions/client-server.js';
import { renderProject } from '../../src/actions/render-project.js';
import { parseIgnoreRules } from '../../src/config/ignore-rules.js';
import { parseConfig } from '../../src/config/load-config.js';
import type { RenderedFile } from '../../src/model/template.js';
import { TRANSPORTS_LABEL } from '../../src/model/tool.js';
import { planProject } from '../../src/plan/plan-project.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor, type ScaffoldChoices } from '../../src/plan/scaffold-choices.js';
import { templates } from '../../src/plan/templates/index.js';
import { fakeEngine } from '../fakes/fake-engine.js';
import { folderWith } from '../support/probe-context.js';

const TOKEN = 'token-of-this-test-and-of-no-other-file';
const PASSWORD = 'password-of-this-test-and-of-no-other-file';
const BACKEND_URL = 'http://mcp-backend:8000';

interface Service {
  readonly [key: string]: unknown;
  readonly environment: Readonly<Record<string, string>>;
}

const matrix = ['mcp-demo', 'a', 'x'.repeat(50)].flatMap((name) =>
  [8000, 65_535].flatMap((port) =>
    ['3.12', '3.13'].flatMap((runtimeVersion) =>
      [DEFAULT_BASE_REGISTRY, 'mirror.example.com/team/hub'].map(
        (baseRegistry): ScaffoldChoices => ({
          name,
          port,
          template: 'dual-mode',
          runtime: 'python-uv',
          runtimeVersion,
          packageManager: 'uv',
          base: 'slim',
          baseRegistry,
          serverName: serverNameFor(name),
          with: [],
        }),
      ),
    ),
  ),
);

const rendered = (choices: ScaffoldChoices): Promise<RenderedFile[]> =>
  renderProject(planProject(choices, { serviceAuthToken: TOKEN, postgresPassword: PASSWORD, authDevPassword: 'password-of-this-test' }));

describe.each(matrix)('dual-mode called $name on $port, Python $runtimeVersion, $baseRegistry', (choices) => {
  const { name, port, runtimeVersion, baseRegistry } = choices;
  let files: RenderedFile[];
  beforeAll(async () => {
    files = await rendered(choices);
  });
  const text = (path: string): string => {
    const found = files.find((file) => file.path === path);
    if (found === undefined) throw new Error(`${path} was not rendered.`);
    return found.content;
  };
  const services = (path: string) =>
    (parse(text(path), { merge: true }) as { services: Readonly<Record<string, Service>> }).services;

  it('makes files without holes that end with one line feed', () => {
    const templated = files.filter(({ path }) => !/^(?:app|todo_server|tests)\/|\.(?:lock|py)$/u.test(path));
    const wrong = (flaw: RegExp) => templated.filter(({ content }) => flaw.test(content)).map(({ path }) => path);
    expect(wrong(/undefined|\[object|NaN|\r/u)).toEqual([]);
    expect(wrong(/[^\n]$|\n\n$/u)).toEqual([]);
    expect(wrong(/[ \t]$|\n\n\n/mu)).toEqual([]);
  });

  it('has an entrypoint that can be run, with the line endings of Linux', () => {
    const entrypoint = files.find(({ path }) => path === 'docker-entrypoint.sh');
    expect(entrypoint?.mode).toBe(0o755);
    expect(entrypoint?.content).toMatch(/^#!\/bin\/bash\n/u);
    expect(entrypoint?.content.match(/^ +exec \w+/gmu)).toHaveLength(2);
    expect(text('.gitattributes')).toContain('eol=lf');
  });

  it('starts database and backend always, and the MCP server with its profile', () => {
    const all = services('compose.yaml');
    expect(Object.keys(all)).toEqual(['postgres', 'mcp-backend', 'mcp-server']);
    const profiles = Object.values(all).map((service) => service['profiles']);
    expect(profiles).toEqual([undefined, undefined, ['mcp']]);
    expect(all['mcp-backend']).toMatchObject({
      image: `${name}:1.0.0`,
      command: ['fastapi'],
      ports: [`\${BACKEND_ADDRESS:-127.0.0.1}:\${BACKEND_PORT:-${port}}:8000`],
      depends_on: { postgres: { condition: 'service_healthy' } },
      networks: [`${name}-network`, 'data'],
    });
    expect(all['mcp-server']).toMatchObject({
      image: `${name}:1.0.0`,
      command: ['mcp'],
      stdin_open: true,
      depends_on: { 'mcp-backend': { condition: 'service_healthy' } },
      networks: [`${name}-network`],
    });
    expect(all['mcp-server']).not.toHaveProperty('ports');
    expect(all['mcp-server']?.environment['FASTAPI_BASE_URL']).toBe(`\${FASTAPI_BASE_URL:-${BACKEND_URL}}`);
    expect(all['mcp-backend']?.environment['DATABASE_URL']).toContain('postgresql+psycopg://mcp_user@postgres:5432/mcp_db');
    expect(all['postgres']).toMatchObject({ networks: ['data'], volumes: ['postgres_data:/var/lib/postgresql/data'] });
    for (const service of Object.values(all)) {
      // The application itself is process 1.
      expect(service).not.toHaveProperty('init');
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
      });
    }
    expect(parse(text('compose.yaml'))).toMatchObject({ networks: { data: { internal: true } } });
  });

  it('mounts sources during development and never in production', () => {
    expect(services('compose.override.yaml')).toMatchObject({
      postgres: { ports: ['127.0.0.1:${POSTGRES_PORT:-5433}:5432'] },
      'mcp-backend': {
        volumes: ['./app:/app/app:ro'],
        command: ['fastapi', '--reload', '--reload-dir', '/app/app'],
        build: { target: 'dev' },
      },
    });
    const mounts = ['compose.yaml', 'compose.prod.yaml'].flatMap((path) =>
      Object.values(services(path)).flatMap((service) => (service['volumes'] ?? []) as string[]),
    );
    expect(mounts).toEqual(['postgres_data:/var/lib/postgresql/data']);
  });

  it('makes a Dockerfile with one entrypoint for both modes', () => {
    const dockerfile = text('Dockerfile');
    const instructions = DockerfileParser.parse(dockerfile).getInstructions();
    const bases = instructions.filter((item): item is From => item.getKeyword() === 'FROM');
    expect(bases.map((from) => from.getBuildStage())).toEqual(['builder', 'tools', 'test', 'dev', 'runtime']);
    expect(bases.at(-1)?.getImage()).toBe(`\${BASE_REGISTRY}/python:${runtimeVersion}-slim-trixie`);
    expect(dockerfile).toContain(`\nARG BASE_REGISTRY=${baseRegistry}\n`);
    const last = instructions.slice(instructions.indexOf(bases.at(-1) as From));
    const one = (keyword: string) => {
      const found = last.filter((item) => item.getKeyword() === keyword);
      return found.length === 1 ? (found[0]?.getArgumentsContent() ?? '') : `${found.length} times ${keyword}`;
    };
    expect(one('USER')).toBe('1000:1000');
    expect(one('EXPOSE')).toBe('8000');
    expect(one('HEALTHCHECK')).toBe('CMD ["python", "-I", "-S", "/app/healthcheck.py"]');
    expect(dockerfile).toContain('\nHEALTHCHECK --interval=30s --timeout=10s --start-period=5s --retries=3 CMD');
    expect(JSON.parse(one('ENTRYPOINT'))).toEqual(['/app/docker-entrypoint.sh']);
    expect(JSON.parse(one('CMD'))).toEqual(['fastapi']);
    expect(last.filter((item) => item.getKeyword() === 'ENV').join('\n')).not.toContain('FASTAPI_BASE_URL');
    const label = new RegExp(`^LABEL ${TRANSPORTS_LABEL.replaceAll('.', String.raw`\.`)}=(.*)$`, 'mu').exec(dockerfile);
    expect(JSON.parse(JSON.parse(label?.[1] ?? '') as string)).toEqual({ stdio: { args: ['mcp'] } });
    const started = instructions.filter((item) => ['ENTRYPOINT', 'CMD'].includes(item.getKeyword()));
    expect(started.map((item) => (item as JSONInstruction).getOpeningBracket())).not.toContain(null);
    expect(dockerfile).not.toMatch(/^#\s*(?:syntax|check|escape)=|<<|--link|--start-interval|--chmod|secret,env=/mu);
  });

  it('sends the build everything that it copies, and no secret', () => {
    const rules = parseIgnoreRules(text('.dockerignore'), '.dockerignore');
    const copies = DockerfileParser.parse(text('Dockerfile')).getCOPYs();
    const sources = copies
      .filter((copy) => copy.getFlags().every((flag) => flag.getName() !== 'from'))
      .flatMap((copy) => copy.getArguments().slice(0, -1).map(String));
    const inside = (source: string) => files.filter(({ path }) => path === source || path.startsWith(`${source}/`));
    expect(sources.filter((source) => inside(source).length === 0)).toEqual([]);
    expect(sources.flatMap(inside).filter(({ path }) => rules.ignores(path))).toEqual([]);
    expect(['.env', 'secrets/postgres_password', '.git/config'].filter((path) => !rules.ignores(path))).toEqual([]);
  });

  it('shows secrets where they belong and nowhere else', () => {
    const holding = (secret: string) => files.filter(({ content }) => content.includes(secret)).map(({ path }) => path);
    expect(holding(TOKEN)).toEqual(['.env']);
    expect(holding(PASSWORD)).toEqual(['secrets/postgres_password']);
    expect(parseEnv(text('.env.example'))['SERVICE_AUTH_TOKEN']).toBe('');
    expect(parseEnv(text('.env'))['BACKEND_PORT']).toBe(String(port));
  });

  it('tells verify of the one mode that speaks MCP, and calls that need no backend', () => {
    const { config } = parseConfig(text('mcp-dock.yaml'), 'mcp-dock.yaml', '/');
    expect(config.server).toMatchObject({
      transports: { stdio: { args: ['mcp'] } },
      requiredEnv: ['SERVICE_AUTH_TOKEN'],
      env: { FASTAPI_BASE_URL: 'http://127.0.0.1:8000' },
    });
    expect(config.server?.transports).not.toHaveProperty('http');
    expect(config.expect?.tools).toEqual(templates['dual-mode'].tools.map((tool) => tool.name));
    expect(config.client).toMatchObject({ network: `${name}-network`, env: { FASTAPI_BASE_URL: BACKEND_URL } });
  });

  it('gives both programs one project with its name', () => {
    expect(text('pyproject.toml')).toContain(`\nname = "${name}"\n`);
    expect(text('uv.lock')).toContain(`\nname = "${name}"\nversion = "1.0.0"\nsource = { virtual = "." }`);
  });
});

describe('a project of two modes', () => {
  const choices = matrix[0] as ScaffoldChoices;

  it('has the backend as the package app, and no word of its other name', async () => {
    const files = await rendered(choices);
    const paths = files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['app/main.py', 'app/migrations/postgres/0001_create_tasks.sql']));
    expect(paths).toEqual(expect.arrayContaining(['todo_server/main.py', 'tests/backend/conftest.py', 'tests/server/test_tools.py']));
    expect(paths.filter((path) => /^(?:src|backend)\/|init-db\.sql/u.test(path))).toEqual([]);
    expect(files.filter(({ content }) => /\btodo_backend\b/u.test(content)).map(({ path }) => path)).toEqual([]);
  });

  it('shows in its README the entry that `client` writes', async () => {
    const files = await rendered(choices);
    const text = (path: string) => files.find((file) => file.path === path)?.content ?? '';
    const [, shown] = /```json\n(?<entry>\{[^]*?)\n```/u.exec(text('README.md')) ?? [];
    await using folder = await folderWith({ '.env': text('.env'), 'compose.yaml': text('compose.yaml') });
    const project = parseConfig(text('mcp-dock.yaml'), 'mcp-dock.yaml', folder.path);
    const entry = await clientServer(
      { project, headers: [], docker: 'docker' },
      { title: 'any', graphical: true },
      { platform: 'linux', home: '/nowhere', environment: {}, project: folder.path },
      { engine: fakeEngine({}), cwd: folder.path, environment: {} },
    );
    if (entry.transport !== 'stdio') throw new Error('The server speaks stdio.');
    const args = entry.args.map((word) => word.replace(folder.path, `/path/to/${choices.name}`));
    expect(args).toEqual(expect.arrayContaining(['-i', '--rm', '--add-host', 'host.docker.internal:host-gateway', 'mcp']));
    expect(JSON.parse(shown ?? '')).toEqual({ mcpServers: { [choices.name]: { command: entry.command, args } } });
  });

  it('documents every variable that either program reads, but those of MCP over HTTP', async () => {
    const files = await rendered(choices);
    const text = (path: string) => files.find((file) => file.path === path)?.content ?? '';
    const [readme, example] = [text('README.md'), text('.env.example')];
    const template = templates['dual-mode'];
    const names = template.variables.flatMap((group) => group.variables).map((variable) => variable.name);
    expect(names.filter((name) => !readme.includes(`\`${name}\``) || !example.includes(`${name}=`))).toEqual([]);
    const readBy = (path: string, pattern: RegExp) => [...text(path).matchAll(pattern)].map(([, name]) => name ?? '');
    const read = [
      ...readBy('app/settings.py', /(?:text|whole|flag|one_of|get)\("([A-Z][A-Z_]+)"/gu),
      ...readBy('todo_server/variables.py', /^ {4}"([A-Z][A-Z_]+)": /gmu),
    ];
    const overHttp = /^(?:AUTH_|ALLOWED_|MCP_SERVER_|MCP_ALLOWED|METRICS_|CORS_|RATE_|FORWARDED_|RESOURCE_|REQUIRED_)/u;
    // Address and port are the entrypoint's, SQLite that of the server alone is not used, and LOG_LEVEL is another name.
    const decided = ['BACKEND_HOST', 'PORT', 'DATABASE_PATH', 'STORAGE', 'LOG_LEVEL'];
    const wanted = read.filter((name) => !overHttp.test(name) && !decided.includes(name));
    expect(new Set([...names, 'SERVICE_AUTH_TOKEN'])).toEqual(new Set(wanted));
  });

  it('has targets for either service, and no target of a part that it has not', async () => {
    const files = await rendered(choices);
    const makefile = files.find(({ path }) => path === 'Makefile')?.content ?? '';
    const recipe = (name: string) => new RegExp(`^${name}:.*\\n((?:\\t.*\\n)*)`, 'mu').exec(makefile)?.[1]?.trim();
    expect(makefile).toMatch(/^STACK = \$\(COMPOSE\) -f compose\.yaml --profile mcp$/mu);
    expect(recipe('up')).toBe('$(STACK) up --detach --wait mcp-backend');
    expect(recipe('up-mcp')).toBe('$(STACK) up --detach --wait');
    expect(recipe('logs-backend')).toContain('mcp-backend');
    expect(recipe('shell-backend')).toBe('$(STACK) exec mcp-backend sh');
    expect(recipe('shell-postgres')).toContain('--username=mcp_user mcp_db');
    expect(recipe('test-integration')).toBe('sh scripts/round-trip.sh');
    expect(makefile).not.toMatch(/\bredis\b|cd backend|dev\.py/u);
    expect(makefile.match(/^[a-z][a-z0-9-]*:.* ## /gmu)?.length).toBeGreaterThanOrEqual(50);
  });
});

it('gives no port of this machine twice', async () => {
  const [first] = matrix;
  if (first === undefined) throw new Error('No choices.');
  const files = await rendered({ ...first, port: 5433 });
  const text = (path: string) => files.find((file) => file.path === path)?.content ?? '';
  expect(text('compose.yaml')).toContain('${BACKEND_PORT:-5433}:8000');
  expect(text('compose.override.yaml')).toContain('${POSTGRES_PORT:-5434}:5432');
  expect(text('.env.example')).toContain('\n# POSTGRES_PORT=5434\n');
});
