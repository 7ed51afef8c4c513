import { parseEnv } from 'node:util';
import { DockerfileParser, Keyword, type From, type JSONInstruction } from 'dockerfile-ast';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { clientServer } from '../../src/actions/client-server.js';
import { renderProject } from '../../src/actions/render-project.js';
import { parseIgnoreRules } from '../../src/config/ignore-rules.js';
import { parseConfig } from '../../src/config/load-config.js';
import { TRANSPORTS_LABEL } from '../../src/model/tool.js';
import { DEFAULT_BASE, runtimes, type RuntimeId } from '../../src/plan/runtimes/index.js';
import { AWS_HOST_VARIABLES } from '../../src/plan/templates/aws-variables.js';
import { runtimesOf, templateOf, templates } from '../../src/plan/templates/index.js';
import { planScaffold } from '../../src/plan/scaffold-plan.js';
import { DEFAULT_BASE_REGISTRY, serverNameFor, type ScaffoldChoices } from '../../src/plan/scaffold-choices.js';
import { fakeEngine } from '../fakes/fake-engine.js';

const TOKEN = 'token-of-this-test-and-of-no-other-file';
const PASSWORD = 'password-of-this-test-and-of-no-other-file';

/** The usual package manager on the usual base, and every other one of either. */
const variantsOf = (id: RuntimeId): Pick<ScaffoldChoices, 'packageManager' | 'base'>[] => [
  ...runtimes[id].managers.map((manager) => ({ packageManager: manager.id, base: DEFAULT_BASE })),
  ...runtimes[id].bases.slice(1).map((base) => ({ packageManager: runtimes[id].managers[0].id, base: base.id })),
];

const names = ['todo', 'a', 'my-mcp-server', 'x'.repeat(50)];
const matrix: ScaffoldChoices[] = names.flatMap((name) =>
  [3000, 65_535].flatMap((port) =>
    // An image of two modes is another thing: dual-mode.test.ts.
    [templates.todo, templates.aws].flatMap(({ id: template }) =>
      runtimesOf(template).flatMap((runtime) =>
        variantsOf(runtime).flatMap(({ packageManager, base }, place) =>
          runtimes[runtime].versions.flatMap(({ version }) =>
            [DEFAULT_BASE_REGISTRY, 'localhost:5000', 'mirror.example.com/team/hub']
              // A name and a registry are the same to every package manager.
              .filter((registry) => place === 0 || (registry === DEFAULT_BASE_REGISTRY && port === 3000))
              .map((baseRegistry) => ({
                name,
                port,
                template,
                runtime,
                runtimeVersion: version,
                packageManager,
                base,
                baseRegistry,
                serverName: serverNameFor(name),
                with: [],
              })),
          ),
        ),
      ),
    ),
  ),
);

/** What differs in the Dockerfile. */
const STAGES = {
  node: (version: string, _pythonPackage: string, base: string) => ({
    stages: ['dependencies', 'build', 'test', 'dev', 'runtime'],
    bases: [
      `\${BASE_REGISTRY}/node:${version}-${base === 'alpine' ? 'alpine3.23' : 'bookworm-slim'}`,
      'dependencies',
      'build',
      'dependencies',
      `\${BASE_REGISTRY}/${base === 'alpine' ? 'alpine:3.23' : 'debian:bookworm-slim'}`,
    ],
    healthcheck: ['node', '/app/healthcheck.js'],
    program: 'node',
    names: { npm: ['package.json', 'package-lock.json'], pnpm: ['package.json'], yarn: ['package.json', 'yarn.lock'] },
    named: /^ {2}(?: {4})?"name": "([^"]*)"|^"([^"]*)@workspace:\."/gmu,
    timesNamed: { npm: 3, pnpm: 1, yarn: 2 },
  }),
  'python-uv': (version: string, pythonPackage: string) => ({
    stages: ['builder', 'tools', 'test', 'dev', 'runtime'],
    bases: [
      `\${BASE_REGISTRY}/python:${version}-slim-trixie`,
      'builder',
      'tools',
      'tools',
      `\${BASE_REGISTRY}/python:${version}-slim-trixie`,
    ],
    healthcheck: ['python', '-I', '-S', `/app/src/${pythonPackage}/healthcheck.py`],
    program: 'python',
    names: { uv: ['pyproject.toml', 'uv.lock'] },
    named: /^name = "([^"]*)"\nversion = "[^"]*"\n(?:description = |source = \{ virtual)/gmu,
    timesNamed: { uv: 2 },
  }),
  'python-pip': (version: string, pythonPackage: string) => ({
    stages: ['builder', 'tools', 'test', 'dev', 'runtime'],
    bases: [
      `\${BASE_REGISTRY}/python:${version}-slim-trixie`,
      `\${BASE_REGISTRY}/python:${version}-slim-trixie`,
      'tools',
      'tools',
      `\${BASE_REGISTRY}/python:${version}-slim-trixie`,
    ],
    healthcheck: ['python', '-I', '-S', `/app/src/${pythonPackage}/healthcheck.py`],
    program: 'python',
    names: { pip: ['pyproject.toml'] },
    named: /^name = "([^"]*)"\nversion = "[^"]*"\ndescription = /gmu,
    timesNamed: { pip: 1 },
  }),
} satisfies Readonly<Record<RuntimeId, (version: string, pythonPackage: string, base: string) => Expected>>;

interface Expected {
  readonly stages: readonly string[];
  readonly bases: readonly string[];
  readonly healthcheck: readonly string[];
  readonly program: string;
  /** Files that name the project, by package manager, and how often they do. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly named: RegExp;
  readonly timesNamed: Readonly<Record<string, number>>;
}

async function render(choices: ScaffoldChoices): Promise<Map<string, string>> {
  const files = await renderProject(planScaffold(choices, { serviceAuthToken: TOKEN, postgresPassword: PASSWORD, authDevPassword: PASSWORD }));
  return new Map(files.map(({ path, content }) => [path, content]));
}

const file = (files: ReadonlyMap<string, string>, path: string): string => {
  const content = files.get(path);
  if (content === undefined) throw new Error(`${path} was not rendered.`);
  return content;
};
const keysOf = (text: string) => Object.keys(parseEnv(text)).toSorted();

const TEMPLATED = [
  '.dockerignore',
  '.env',
  '.env.development',
  '.env.example',
  '.gitattributes',
  '.gitignore',
  'DOCKER_IMPLEMENTATION_SUMMARY.md',
  'DOCKER_README.md',
  'Dockerfile',
  'Makefile',
  'README.md',
  'compose.override.yaml',
  'compose.yaml',
  'docs/deployment-checklist.md',
  'mcp-dock.yaml',
];
const AWS_DOCUMENTS = ['aws-quickstart', 'docker-aws-setup', 'mcp-aws-tools', 'mcp_integration'].map(
  (name) => `docs/${name}.md`,
);

describe.each(matrix)('$template called $name on $port, $runtime $runtimeVersion with $packageManager on $base, $baseRegistry', (choices) => {
  const { name, port, runtime, runtimeVersion, baseRegistry } = choices;
  const template = templateOf(choices.template);
  const data = template.dataFile === undefined ? [] : ['/app/data'];
  const expected: Expected = STAGES[runtime](runtimeVersion, template.pythonPackage, choices.base);
  let files: Map<string, string>;
  beforeAll(async () => {
    files = await render(choices);
  });

  it('makes every file, ends each with one line feed and leaves no hole', () => {
    const wrong = (flaw: RegExp) => TEMPLATED.filter((path) => flaw.test(file(files, path)));
    expect(wrong(/undefined|\[object|NaN|\{\{(?!id\}\}|\.|json |range |if |end|println)|\r/u)).toEqual([]);
    expect(wrong(/[^\n]$|\n\n$/u)).toEqual([]);
    expect(wrong(/[ \t]$|\n\n\n/mu)).toEqual([]);
  });

  it('makes YAML that says the same everywhere', () => {
    const { config } = parseConfig(file(files, 'mcp-dock.yaml'), 'mcp-dock.yaml', '/');
    expect(config.name).toBe(name);
    expect(config.server?.transports).toEqual({
      http: { port, path: '/mcp', args: ['http'] },
      stdio: { args: ['stdio'] },
    });
    expect(config.expect?.tools).toEqual(template.tools.map((tool) => tool.name));
    expect(new Set(config.expect?.calls.map(({ tool }) => tool))).toEqual(new Set(config.expect?.tools));

    const compose = parse(file(files, 'compose.yaml'), { merge: true }) as Record<string, Record<string, unknown>>;
    expect(compose).not.toHaveProperty('version');
    expect(compose).toMatchObject({
      name,
      services: {
        'mcp-server': {
          image: config.image,
          command: ['http'],
          ports: [`127.0.0.1:\${MCP_PORT:-${port}}:${port}`],
          environment: { MCP_SERVER_PORT: String(port) },
          restart: 'unless-stopped',
          init: true,
          read_only: true,
          cap_drop: ['ALL'],
          security_opt: ['no-new-privileges:true'],
          env_file: [{ path: '.env', required: false }],
          logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '3' } },
          deploy: {
            resources: {
              limits: { cpus: '0.5', memory: '512M' },
              reservations: { cpus: '0.25', memory: '256M' },
            },
          },
          networks: [`${name}-network`],
        },
        stdio: {
          image: config.image,
          command: ['stdio'],
          profiles: ['stdio'],
          stdin_open: true,
          tty: false,
          restart: 'no',
          healthcheck: { disable: true },
        },
      },
      networks: { [`${name}-network`]: { name: `${name}-network` } },
    });
    expect(compose['services']?.['stdio']).not.toHaveProperty('ports');
    expect(JSON.stringify(compose)).not.toMatch(/start_interval|docker\.sock|0\.0\.0\.0/u);

    expect(parse(file(files, 'compose.override.yaml'))).toMatchObject({
      services: {
        'mcp-server': {
          build: { target: 'dev' },
          volumes: ['./src:/app/src:ro'],
          env_file: ['.env.development'],
        },
      },
    });
    expect(parseEnv(file(files, '.env.development'))).toEqual({ MCP_LOG_LEVEL: 'DEBUG', LOG_FORMAT: 'text' });
    const elsewhere = [...files].filter(([path, text]) => path !== '.env.development' && /MCP_LOG_LEVEL[=:] ?"?DEBUG/u.test(text));
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  it('makes a Dockerfile as the conventions want it', () => {
    const text = file(files, 'Dockerfile');
    const instructions = DockerfileParser.parse(text).getInstructions();
    const bases = instructions.filter((item): item is From => item.getKeyword() === 'FROM');
    const stages = bases.map((from) => from.getBuildStage());
    expect(stages).toEqual(expected.stages);
    expect(bases.map((from) => from.getImage())).toEqual(expected.bases);
    expect(text).toContain(`\nARG BASE_REGISTRY=${baseRegistry}\n`);

    const last = instructions.slice(instructions.indexOf(bases.at(-1) as From));
    const one = (keyword: string) => {
      const found = last.filter((item) => item.getKeyword() === keyword);
      return found.length === 1 ? (found[0]?.getArgumentsContent() ?? '') : `${found.length} times ${keyword}`;
    };
    expect(one('USER')).toBe('1000:1000');
    expect(one('EXPOSE')).toBe(String(port));
    expect(one('STOPSIGNAL')).toBe('SIGTERM');
    expect(JSON.parse(one('HEALTHCHECK').replace(/^.*CMD /u, ''))).toEqual(expected.healthcheck);
    expect(JSON.parse(one('CMD'))).toEqual(['http']);
    expect((JSON.parse(one('ENTRYPOINT')) as string[])[0]).toBe(expected.program);
    const afterUser = last.slice(last.findIndex((item) => item.getKeyword() === 'USER'));
    expect(afterUser.map((item) => item.getKeyword())).not.toContain('RUN');

    for (const item of instructions) {
      expect(item.getInstruction()).toBe(item.getKeyword());
    }
    const started = instructions.filter((item) => ['ENTRYPOINT', 'CMD'].includes(item.getKeyword()));
    expect(started.map((item) => (item as JSONInstruction).getOpeningBracket())).not.toContain(null);
    // The embedded frontend of engine 20.10 knows none of these, and a frontend from a registry is one more thing to reach.
    expect(text).not.toMatch(/^#\s*(?:syntax|check|escape)=|<<|--link|--start-interval|--chmod|secret,env=/mu);
    expect(instructions.map((item) => item.getKeyword())).not.toContain(Keyword.ADD);
  });

  it('labels the image so that it explains itself', () => {
    const text = file(files, 'Dockerfile');
    const label = (key: string) =>
      JSON.parse(new RegExp(`^LABEL ${key.replaceAll('.', String.raw`\.`)}=(.*)$`, 'mu').exec(text)?.[1] ?? '') as string;
    expect(label('org.opencontainers.image.title')).toBe(name);
    expect(label('org.opencontainers.image.version')).toBe('1.0.0');
    expect(label('org.opencontainers.image.licenses')).not.toBe('');
    expect(label('org.opencontainers.image.description')).not.toBe('');
    expect(label('io.modelcontextprotocol.server.name')).toBe(`io.github.example/${name}`);
    expect(JSON.parse(label(TRANSPORTS_LABEL))).toEqual({
      http: { port, path: '/mcp', args: ['http'] },
      stdio: { args: ['stdio'] },
      health: '/health',
      data,
    });
  });

  it('copies nothing that .dockerignore holds back, and holds back secrets', () => {
    const rules = parseIgnoreRules(file(files, '.dockerignore'), '.dockerignore');
    const copies = DockerfileParser.parse(file(files, 'Dockerfile')).getCOPYs();
    const sources = copies
      .filter((copy) => copy.getFlags().every((flag) => flag.getName() !== 'from'))
      .flatMap((copy) => copy.getArguments().slice(0, -1).map(String));
    const wanted = sources.flatMap((source) =>
      [...files.keys()].filter((path) => path === source || path.startsWith(`${source}/`)),
    );
    expect(sources.every((source) => wanted.some((path) => path.startsWith(source)))).toBe(true);
    expect(wanted.filter((path) => rules.ignores(path))).toEqual([]);
    const secret = ['.env', '.env.local', 'src/.env', '.npmrc', '.aws/credentials', 'ca.pem', 'src/id.key', '.git/config'];
    const noise = [
      'node_modules/a/b.js',
      'src/node_modules/a',
      'src/a/__pycache__/b.pyc',
      '.venv/bin/python',
      '.mypy_cache/a',
      'README.md',
      'dist/server.js',
      'data/todo.db',
    ];
    expect([...secret, ...noise].filter((path) => !rules.ignores(path))).toEqual([]);
  });

  it('makes environment files that every reader understands', () => {
    const [shown, own] = [file(files, '.env.example'), file(files, '.env')];
    expect(keysOf(own)).toEqual(keysOf(shown));
    expect(parseEnv(own)).toMatchObject({
      MCP_PORT: String(port),
      ...(template.serviceToken && { SERVICE_AUTH_TOKEN: TOKEN }),
    });
    expect(parseEnv(shown)['SERVICE_AUTH_TOKEN']).toBe(template.serviceToken ? '' : undefined);
    // docker run --env-file keeps quotes and comments behind a value; compose does not.
    for (const line of [...own.split('\n'), ...shown.split('\n')])
      expect(line).toMatch(/^(?:#.*|[A-Z][A-Z0-9_]*=[^\s"'#]*)?$/u);
  });

  it('shows the secret in .env and nowhere else', () => {
    expect([...files].filter(([, text]) => text.includes(TOKEN)).map(([path]) => path)).toEqual(
      template.serviceToken ? ['.env'] : [],
    );
  });

  it('gives the server its name', () => {
    const naming = expected.names[choices.packageManager] ?? [];
    const said = naming.map((path) => [...file(files, path).matchAll(expected.named)].map(([, a, b]) => a ?? b));
    expect(said).toEqual(naming.map(() => expect.arrayContaining([name])));
    expect(said.flat()).toHaveLength(expected.timesNamed[choices.packageManager] ?? 0);
  });
});

const SERVERS = [
  {
    template: 'todo',
    runtime: 'node',
    variables: 'src/variables.ts',
    pattern: /^ {2}([A-Z][A-Z_]+): /gmu,
    tools: 'src/tools/',
    toolName: /^ {2}name: '(\w+)'/gmu,
  },
  {
    template: 'todo',
    runtime: 'python-uv',
    variables: 'src/todo_server/variables.py',
    pattern: /^ {4}"([A-Z][A-Z_]+)": /gmu,
    tools: 'src/todo_server/tools/',
    toolName: /^ {4}name="(\w+)"/gmu,
  },
  {
    template: 'aws',
    runtime: 'python-uv',
    variables: 'src/aws_server/variables.py',
    pattern: /^ {4}"([A-Z][A-Z\d_]+)": /gmu,
    tools: 'src/aws_server/tools/',
    toolName: /^ {4}name="(\w+)"/gmu,
  },
] as const;

describe.each(SERVERS)('the $template server on $runtime', ({ template, runtime, variables, pattern, tools, toolName }) => {
  const choices = matrix.find((entry) => entry.runtime === runtime && entry.template === template) as ScaffoldChoices;
  const server = templateOf(template);

  it('has every variable that it reads documented, and no other', async () => {
    const files = await render(choices);
    const read = [...file(files, variables).matchAll(pattern)].map(([, key]) => key).concat('MCP_TRANSPORT');
    const documented = [...server.variables.flatMap((group) => group.variables), ...server.fixed].map(
      (variable) => variable.name,
    );
    // LOG_LEVEL is explained beside the name that wins over it. Two are read by Compose alone.
    const own = documented.filter((name) => !['AWS_FILES', 'AWS_FILES_USER'].includes(name));
    const token = server.serviceToken ? ['SERVICE_AUTH_TOKEN'] : [];
    expect(new Set([...own, 'LOG_LEVEL', ...token])).toEqual(new Set(read));
    const readme = file(files, 'README.md');
    expect(documented.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows in its README the entry that `client` writes', async () => {
    const files = await render(choices);
    const [, shown] = /```json\n(?<entry>\{[^]*?)\n```/u.exec(file(files, 'README.md')) ?? [];
    const project = parseConfig(file(files, 'mcp-dock.yaml'), 'mcp-dock.yaml', '/nowhere');
    const entry = await clientServer(
      { project, headers: [], docker: 'docker' },
      { title: 'any', graphical: true },
      { platform: 'linux', home: '/nowhere', environment: {}, project: '/nowhere' },
      { engine: fakeEngine({}), cwd: '/nowhere', environment: {} },
    );
    if (entry.transport !== 'stdio') throw new Error('The server speaks stdio.');
    const { command, args } = entry;
    expect(JSON.parse(shown ?? '')).toEqual({ mcpServers: { [choices.name]: { command, args } } });
  });

  it('has the tools that are expected of it', async () => {
    const files = await render(choices);
    const found = [...files].flatMap(([path, text]) =>
      path.startsWith(tools) ? [...text.matchAll(toolName)].map(([, name]) => name) : [],
    );
    expect(new Set(found)).toEqual(new Set(server.tools.map(({ name }) => name)));
  });

  it('comes without what is made again', async () => {
    const files = await render(choices);
    expect([...files.keys()].filter((path) => /node_modules|dist\/|__pycache__|\.venv|_cache/u.test(path))).toEqual([]);
  });
});

it.each(['npm', 'pnpm', 'yarn', 'pip'])('a project of %s speaks of no other package manager', async (packageManager) => {
  const files = await render(matrix.find((choices) => choices.packageManager === packageManager) as ScaffoldChoices);
  const others = ['npm', 'pnpm', 'yarn', 'uv'].filter((other) => other !== packageManager);
  const commands = new RegExp(String.raw`(?<![\w.@/-])(?:${others.join('|')}) (?:run|test|ci|sync|lock|install(?! --global))\b`, 'u');
  expect([...files].filter(([path, text]) => !path.startsWith('src/') && commands.test(text)).map(([path]) => path)).toEqual([]);
  const readme = file(files, 'README.md');
  const { project } = Object.values(runtimes).flatMap(({ managers }) => [...managers]).find(({ id }) => id === packageManager) ?? {};
  for (const command of [project?.lock, project?.install, project?.develop, project?.test]) expect(readme).toContain(`\`${command}\``);
});

it.each(['pnpm', 'yarn'])('a project of %s names it, so that nobody installs with another one', async (packageManager) => {
  const files = await render(matrix.find((choices) => choices.packageManager === packageManager) as ScaffoldChoices);
  expect(JSON.parse(file(files, 'package.json'))).toMatchObject({ packageManager: expect.stringMatching(`^${packageManager}@\\d`) as string });
});

it('nothing of Debian is left in a project on Alpine', async () => {
  const files = await render(matrix.find(({ base }) => base === 'alpine') as ScaffoldChoices);
  // Long options, and programs that busybox does not have.
  expect(file(files, 'Dockerfile')).not.toMatch(/debian|bookworm|groupadd|useradd|install --|--recursive|--dereference|apt-get|bash/iu);
  expect(file(files, 'mcp-dock.yaml')).toContain('imageSizeWarning: 160MB');
});

it('a Node.js project comes with everything that its build and its scripts name', async () => {
  const files = await render(matrix.find(({ runtime }) => runtime === 'node') as ScaffoldChoices);
  const { scripts } = JSON.parse(file(files, 'package.json')) as { scripts: Record<string, string> };
  const named = Object.values(scripts).flatMap((script) => script.match(/(?<![\w*/.])[\w/]+\.ts\b/gu) ?? []);
  expect(named.filter((path) => !files.has(path))).toEqual([]);
});

describe('a project for AWS', () => {
  const choices = matrix.find(({ template }) => template === 'aws') as ScaffoldChoices;

  it('hands over variables of AWS by name alone, and none that is empty', async () => {
    const files = await render(choices);
    const compose = parse(file(files, 'compose.yaml'), { merge: true }) as {
      services: Record<string, { environment: Record<string, string | null>; volumes?: unknown }>;
    };
    for (const service of Object.values(compose.services)) {
      const passed = Object.entries(service.environment).filter(([key]) => key.startsWith('AWS_'));
      expect(Object.fromEntries(passed)).toEqual(Object.fromEntries(AWS_HOST_VARIABLES.map((name) => [name, null])));
      expect(service).not.toHaveProperty('volumes');
    }
    expect(compose).not.toHaveProperty('volumes');
    expect(keysOf(file(files, '.env')).filter((key) => key.startsWith('AWS_'))).toEqual([]);
    expect(file(files, '.env.example')).toMatch(/^# AWS_PROFILE=staging$/mu);
  });

  it('mounts the files of AWS read-only, and only where they are', async () => {
    const overlay = parse(file(await render(choices), 'compose.aws-profile.yaml'), { merge: true }) as {
      services: Record<string, unknown>;
    };
    const mounted = {
      user: '${AWS_FILES_USER:-1000:1000}',
      environment: { HOME: '/home/mcpuser' },
      volumes: [
        {
          type: 'bind',
          source: '${AWS_FILES:-~/.aws}',
          target: '/home/mcpuser/.aws',
          read_only: true,
          bind: { create_host_path: false },
        },
      ],
    };
    expect(overlay.services).toEqual({ 'mcp-server': mounted, stdio: mounted });
  });

  it('has a quickstart whose tools exist', async () => {
    const files = await render(choices);
    const text = file(files, 'docs/aws-quickstart.md');
    for (const { name } of templates.aws.tools) expect(text).toContain(`\`${name}\``);
    expect(text).toContain(`http://127.0.0.1:${choices.port}/api/tools/execute`);
    expect(files.has('tests/fake_aws.py')).toBe(true);
  });

  it('leaves no word of the todo list in what the templates make', async () => {
    const files = await render({ ...choices, name: 'cloud', serverName: serverNameFor('cloud') });
    const templated = [...TEMPLATED, 'compose.aws-profile.yaml', 'compose.fake-aws.yaml', 'scripts/aws.sh', ...AWS_DOCUMENTS];
    const word = /todo|tasks|\/app\/data|SERVICE_AUTH_TOKEN/iu;
    expect(templated.filter((path) => word.test(file(files, path)))).toEqual([]);
  });

  it('is nothing that a todo list brings', async () => {
    const files = await render(matrix.find(({ template }) => template === 'todo') as ScaffoldChoices);
    expect([...files].filter(([, text]) => text.includes('AWS_')).map(([path]) => path)).toEqual([]);
  });
});
