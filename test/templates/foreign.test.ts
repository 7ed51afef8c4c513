import { parseEnv } from 'node:util';
import { DockerfileParser, type JSONInstruction } from 'dockerfile-ast';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderForeignFiles } from '../../src/actions/write-foreign.js';
import { parseIgnoreRules } from '../../src/config/ignore-rules.js';
import { parseConfig } from '../../src/config/load-config.js';
import { TRANSPORTS_LABEL } from '../../src/model/tool.js';
import type { ForeignChoices } from '../../src/plan/foreign/foreign-choices.js';
import { planForeign } from '../../src/plan/foreign/foreign-plan.js';
import { foreignChoices } from '../support/foreign-choices.js';

const HTTP = { port: 3001, path: '/mcp', args: ['--transport', 'http'] };
const STDIO = { args: ['--transport', 'stdio'] };
const project = foreignChoices().project;
const python = {
  runtime: 'python',
  runtimeVersion: '3.13',
  command: ['weather'],
  transports: { stdio: { args: [] } },
} as const;
/** What somebody might write into a manifest or a flag to get out of where it is put. */
const HOSTILE = `"; RUN id #\\ $(id) \${HOME} \`id\` ' <b>`;

const matrix: (ForeignChoices & { readonly title: string })[] = [
  {
    title: 'both, of which stdio has no arguments',
    ...foreignChoices({ transports: { http: { ...HTTP, args: ['--http'] }, stdio: { args: [] } } }),
  },
  { title: 'npm, stdio', ...foreignChoices({ build: 'npm run build', project: { ...project, ownScripts: ['prepare'], made: ['dist'] } }) },
  { title: 'npm, HTTP with a health route', ...foreignChoices({ transports: { http: HTTP }, healthPath: '/health', environment: { PORT: '3001' } }) },
  { title: 'npm without a lock, both', ...foreignChoices({ lockFile: undefined, transports: { http: HTTP, stdio: STDIO }, compiled: ['sqlite3'] }) },
  { title: 'pnpm', ...foreignChoices({ packageManager: 'pnpm', packageManagerVersion: '10.34.9', lockFile: 'pnpm-lock.yaml', build: 'npm run build', systemPackages: ['git'] }) },
  { title: 'yarn 1', ...foreignChoices({ packageManager: 'yarn', packageManagerVersion: '1.22.22', lockFile: 'yarn.lock' }) },
  { title: 'yarn 4', ...foreignChoices({ packageManager: 'yarn', packageManagerVersion: '4.18.1', lockFile: 'yarn.lock', keepDevelopmentDependencies: true }) },
  { title: 'a workspace of pnpm', ...foreignChoices({ packageManager: 'pnpm', packageManagerVersion: '10.34.9', lockFile: 'pnpm-lock.yaml', command: ['node', 'packages/mcp/dist/index.js'], build: 'pnpm --filter ./packages/mcp... run build', project: { ...project, manifests: ['.'], members: ['packages/mcp', 'packages/sdk'], ownScripts: ['prepare', 'postinstall'], made: ['dist', 'packages/mcp/dist'] } }) },
  { title: 'Bun, and no browser', ...foreignChoices({ packageManager: 'bun', packageManagerVersion: '1.4.5', lockFile: 'bun.lock', build: 'npm run build', skippedDownloads: ['PUPPETEER_SKIP_DOWNLOAD=true'] }) },
  { title: 'a private registry', ...foreignChoices({ project: { ...project, npmrc: 'secret' } }) },
  { title: 'a package of npm', ...foreignChoices({ wraps: 'npm:@acme/weather@1.2.0', wrapsLine: 'mcp-dock init', dataPath: '/data', command: ['node', '/app/node_modules/@acme/weather/cli.js'], tools: ['forecast'], imageBytes: 201e6 }) },
  { title: 'a folder in which everything is hostile', ...foreignChoices({ description: HOSTILE, license: HOSTILE, command: ['node', HOSTILE], args: [HOSTILE], transports: { stdio: { args: [HOSTILE] } }, environment: { PORT: HOSTILE }, tools: [HOSTILE], variables: [{ name: 'API_KEY', required: true, from: 'src/a.ts:1' }] }) },
  { title: 'uv', ...foreignChoices({ ...python, packageManager: 'uv', lockFile: 'uv.lock', project: { ...project, manifests: ['pyproject.toml', 'uv.lock'], packaged: true } }) },
  { title: 'pip with hashes, both', ...foreignChoices({ ...python, packageManager: 'pip', lockFile: 'requirements.txt', transports: { http: HTTP, stdio: STDIO }, command: ['python', 'server.py'], project: { ...project, manifests: ['requirements.txt'], hashed: true } }) },
  { title: 'poetry over HTTP', ...foreignChoices({ ...python, packageManager: 'poetry', lockFile: 'poetry.lock', transports: { http: HTTP }, healthPath: '/health', systemPackages: ['git'], project: { ...project, manifests: ['pyproject.toml', 'poetry.lock'], packaged: true } }) },
  { title: 'a package of PyPI', ...foreignChoices({ ...python, packageManager: 'pip', lockFile: 'requirements.txt', wraps: 'pypi:weather==1.2.0', wrapsLine: 'mcp-dock init', dataPath: '/data', project: { ...project, manifests: ['requirements.txt'], hashed: true } }) },
];

describe.each(matrix)('$title', (choices) => {
  const { runtime, transports, wraps, dataPath } = choices;
  let files: Map<string, string>;
  beforeAll(async () => {
    const rendered = await renderForeignFiles(planForeign(choices));
    files = new Map(rendered.map(({ path, content }) => [path, content]));
  });
  const file = (path: string) => files.get(path) ?? `${path} was not rendered.`;
  const instructions = () => DockerfileParser.parse(file('Dockerfile')).getInstructions();
  const last = () => {
    const all = instructions();
    return all.slice(all.findLastIndex((item) => item.getKeyword() === 'FROM'));
  };

  it('makes container files and nothing else, each without a hole', () => {
    expect([...files.keys()].filter((path) => !/^(?:Dockerfile|\.dockerignore|compose\.yaml|mcp-dock\.(?:yaml|pid1\.\w+)|\.env\.example|Makefile)$/u.test(path))).toEqual([]);
    const wrong = (flaw: RegExp) => [...files].filter(([, text]) => flaw.test(text)).map(([path]) => path);
    // What Docker fills in has a dot or a word of its own behind the braces.
    expect(wrong(/undefined|\[object|NaN|\{\{(?!\.|range |if |end|println)|\r/u)).toEqual([]);
    expect(wrong(/[^\n]$|\n\n$|\n\n\n/u)).toEqual([]);
    expect(wrong(/[ \t]$/mu)).toEqual([]);
    expect(files.has('.env.example')).toBe(choices.variables.length > 0);
  });

  it('ends as a numeric user who is nobody, in exec form, and never on a package runner', () => {
    const stage = last();
    const words = (keyword: string) => stage.filter((item) => item.getKeyword() === keyword).map((item) => item.getArgumentsContent());
    expect(words('USER')).toEqual(['1000:1000']);
    expect(words('STOPSIGNAL')).toEqual(['SIGTERM']);
    const entrypoint = JSON.parse(words('ENTRYPOINT')[0] ?? '') as string[];
    expect(entrypoint[0]).toMatch(runtime === 'node' ? /^node$/u : /^(?:python|weather)$/u);
    expect(entrypoint.join(' ')).not.toMatch(/\b(?:npx|npm|uvx)\b/u);
    const started = stage.filter((item) => ['ENTRYPOINT', 'CMD'].includes(item.getKeyword()));
    expect(started.map((item) => (item as JSONInstruction).getOpeningBracket())).not.toContain(null);
    const afterUser = stage.slice(stage.findIndex((item) => item.getKeyword() === 'USER'));
    expect(afterUser.map((item) => item.getKeyword())).not.toContain('RUN');
  });

  it('keeps to instructions that every engine knows, and to files of a fixed name', () => {
    expect(file('Dockerfile')).not.toMatch(/^#\s*(?:syntax|check|escape)=|<<|--link|--start-interval|--chmod|secret,env=|^ADD/mu);
    expect(file('Dockerfile')).not.toMatch(/COPY .*(?:\.env|\.npmrc)/u);
    for (const item of instructions()) expect(item.getInstruction()).toBe(item.getKeyword());
    expect(instructions().filter((item) => item.getKeyword() === 'RUN').map((item) => item.getArgumentsContent() ?? '').join('\n')).not.toContain('; RUN id');
  });

  it('probes a server of HTTP, and never one that has no port', () => {
    const probe = file('Dockerfile').split('\n').find((line) => line.startsWith('HEALTHCHECK')) ?? '';
    expect(probe !== '').toBe(transports.http !== undefined);
    expect(probe).not.toMatch(/localhost|curl|wget|\/mcp\b/u);
    expect(probe.includes('/proc/1/cmdline')).toBe(transports.http !== undefined && transports.stdio !== undefined);
    expect(last().some((item) => item.getKeyword() === 'EXPOSE')).toBe(transports.http !== undefined);
  });

  it('starts without a word the transport that has no arguments, for nobody can ask for none', () => {
    const command = last().find((item) => item.getKeyword() === 'CMD');
    const bare = [transports.http, transports.stdio].some((transport) => transport?.args.length === 0);
    expect(command === undefined).toBe(bare);
  });

  it('makes YAML that says the same everywhere', () => {
    const { config } = parseConfig(file('mcp-dock.yaml'), 'mcp-dock.yaml', '/');
    expect(config.server?.transports).toEqual(transports);
    expect(config.server?.data).toEqual(dataPath === undefined ? [] : [dataPath]);
    expect(config.expect?.tools ?? []).toEqual(choices.tools);
    const label = file('Dockerfile')
      .split('\n')
      .find((line) => line.startsWith(`LABEL ${TRANSPORTS_LABEL}=`))
      ?.slice(`LABEL ${TRANSPORTS_LABEL}=`.length);
    // A dollar sign that stands for itself is escaped for Docker, and for nobody else.
    const unescaped = JSON.parse((label ?? '').replaceAll(String.raw`\$`, '$')) as string;
    expect(JSON.parse(unescaped)).toMatchObject(transports);
    const compose = parse(file('compose.yaml')) as { services: Record<string, Record<string, unknown>>; volumes?: object };
    expect(Object.keys(compose.services)).toEqual([...(transports.http ? ['mcp-server'] : []), ...(transports.stdio ? ['stdio'] : [])]);
    expect(compose.volumes === undefined).toBe(dataPath === undefined);
    for (const service of Object.values(compose.services)) {
      expect(service).toMatchObject({ image: config.image, read_only: true, cap_drop: ['ALL'], init: true });
      expect(JSON.stringify(service)).not.toMatch(/start_interval|docker\.sock|0\.0\.0\.0/u);
      expect((service['command'] as string[] | undefined)?.filter((word) => /(?<!\$)(?:\$\$)*\$(?!\$)/u.test(word)) ?? []).toEqual([]);
    }
  });

  it('copies what it runs, and holds back secrets', () => {
    const rules = parseIgnoreRules(file('.dockerignore'), '.dockerignore');
    const pid1 = runtime === 'node' ? 'mcp-dock.pid1.mjs' : 'mcp-dock.pid1.py';
    const copied = [pid1, ...choices.project.manifests, ...(choices.build === undefined ? ['dist/index.js'] : [])];
    expect(copied.filter((path) => rules.ignores(path))).toEqual([]);
    expect(['.env', '.npmrc', 'src/.env.local', 'ca.pem', '.git/config', 'node_modules/a'].filter((path) => !rules.ignores(path))).toEqual([]);
    expect(file('Dockerfile').includes('COPY . .')).toBe(wraps === undefined);
  });

  it('names the variables, without a value', () => {
    const example = files.get('.env.example');
    expect(Object.values(parseEnv(example ?? '')).join('')).toBe('');
  });
});

it('renders the same bytes every time', async () => {
  const [first] = matrix;
  if (first === undefined) throw new Error('There is nothing to render.');
  expect(await renderForeignFiles(planForeign(first))).toEqual(await renderForeignFiles(planForeign(first)));
});
