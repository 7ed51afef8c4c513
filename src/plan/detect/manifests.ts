import { parse } from 'smol-toml';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import type { ProjectView } from './project-view.js';

type Table = Readonly<Record<string, unknown>>;

/** The parts of a package.json that say how a server is built and started. Nothing in it is believed to have its type. */
export interface NodeManifest {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  /** Name under which registries of MCP servers know it. */
  readonly mcpName?: string;
  readonly main?: string;
  readonly packageManager?: string;
  readonly engine?: string;
  readonly volta?: string;
  readonly exports?: unknown;
  readonly bin: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly developmentDependencies: Readonly<Record<string, string>>;
  readonly workspaces: boolean;
}

/** package.json of the folder; undefined when there is none that is JSON. */
export function nodeManifest({ texts }: Pick<ProjectView, 'texts'>): NodeManifest | undefined {
  const text = texts.get('package.json');
  const parsed = text === undefined ? undefined : jsonOrUndefined(text);
  if (!isTable(parsed)) return undefined;
  const name = textOf(parsed['name']);
  const bin =
    typeof parsed['bin'] === 'string' ? { [(name ?? 'server').replace(/^.*\//u, '')]: parsed['bin'] } : parsed['bin'];
  return {
    ...texted('name', parsed['name']),
    ...texted('version', parsed['version']),
    ...texted('description', parsed['description']),
    ...texted('license', parsed['license']),
    ...texted('mcpName', parsed['mcpName']),
    ...texted('main', parsed['main']),
    ...texted('packageManager', parsed['packageManager']),
    ...texted('engine', tableOf(parsed['engines'])['node']),
    ...texted('volta', tableOf(parsed['volta'])['node']),
    exports: parsed['exports'],
    bin: textsOf(bin),
    scripts: textsOf(parsed['scripts']),
    dependencies: { ...textsOf(parsed['optionalDependencies']), ...textsOf(parsed['dependencies']) },
    developmentDependencies: textsOf(parsed['devDependencies']),
    workspaces: workspaceGlobs({ texts }).length > 0,
  };
}

/** Where the packages of a workspace lie, as its manifest says it. */
export function workspaceGlobs({ texts }: Pick<ProjectView, 'texts'>): string[] {
  const parsed = jsonOrUndefined(texts.get('package.json') ?? '');
  const named = isTable(parsed) ? parsed['workspaces'] : undefined;
  const listed = Array.isArray(named) ? named : tableOf(named)['packages'];
  const packages =
    /^packages:\s*\r?\n((?:[ \t]*(?:-[^\n]*|#[^\n]*)?\r?\n?)+)/mu.exec(texts.get('pnpm-workspace.yaml') ?? '')?.[1] ??
    '';
  return [
    ...(Array.isArray(listed) ? listed.filter((glob) => typeof glob === 'string') : []),
    ...[...packages.matchAll(/^[ \t]*-\s*["']?([^"'\s#]+)/gmu)].map(([, glob = '']) => glob),
  ];
}

/** The parts of a pyproject.toml, and of what stands in for one. */
export interface PythonManifest {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly license?: string;
  readonly requiresPython?: Readonly<{ value: string; key: string }>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly scriptsKey: string;
  /** `name` → what is asked of its version, as it stands there. */
  readonly dependencies: Readonly<Record<string, string>>;
  readonly dependenciesFrom: string;
  /** It is installed as a package, and does not only run from its folder. */
  readonly packaged: boolean;
  readonly readme?: string;
}

/** pyproject.toml, or requirements.txt where there is none; undefined when there is neither, or no TOML. */
export function pythonManifest({ texts }: Pick<ProjectView, 'texts'>): PythonManifest | undefined {
  const text = texts.get('pyproject.toml');
  const requirements = texts.get('requirements.txt');
  const parsed = text === undefined ? undefined : tomlOrUndefined(text);
  if (parsed === undefined) {
    if (requirements === undefined && !texts.has('Pipfile')) return undefined;
    return {
      scripts: {},
      scriptsKey: '',
      dependencies: requirementNames(requirements ?? ''),
      dependenciesFrom: 'requirements.txt',
      packaged: false,
    };
  }
  const project = tableOf(parsed['project']);
  const tool = tableOf(parsed['tool']);
  const poetry = tableOf(tool['poetry']);
  const license = project['license'] ?? poetry['license'];
  const poetryPython = textOf(tableOf(poetry['dependencies'])['python']);
  const requires = textOf(project['requires-python']);
  const scripts = textsOf(project['scripts']);
  const declared = Array.isArray(project['dependencies'])
    ? requirementNames(project['dependencies'].filter((item) => typeof item === 'string').join('\n'))
    : Object.fromEntries(
        Object.entries(tableOf(poetry['dependencies']))
          .filter(([name]) => name !== 'python')
          .map(([name, value]) => [normalName(name), textOf(value) ?? textOf(tableOf(value)['version']) ?? '']),
      );
  const uvPackage = tableOf(tool['uv'])['package'];
  return {
    ...texted('name', project['name'] ?? poetry['name']),
    ...texted('version', project['version'] ?? poetry['version']),
    ...texted('description', project['description'] ?? poetry['description']),
    ...texted('license', typeof license === 'string' ? license : tableOf(license)['text']),
    ...texted('readme', project['readme'] ?? poetry['readme']),
    ...(requires !== undefined
      ? { requiresPython: { value: requires, key: 'project.requires-python' } }
      : poetryPython !== undefined && {
          requiresPython: { value: poetryPython, key: 'tool.poetry.dependencies.python' },
        }),
    scripts: Object.keys(scripts).length > 0 ? scripts : textsOf(poetry['scripts']),
    scriptsKey: Object.keys(scripts).length > 0 ? 'project.scripts' : 'tool.poetry.scripts',
    dependencies: { ...requirementNames(requirements ?? ''), ...declared },
    dependenciesFrom: 'pyproject.toml',
    packaged:
      typeof uvPackage === 'boolean'
        ? uvPackage
        : isTable(parsed['build-system']) && (poetry['package-mode'] ?? true) !== false,
  };
}

/** Names of packages as PyPI compares them. */
export const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/gu, '-');

/** A marker that holds on other systems than that of a container. */
const ELSEWHERE =
  /(?:sys_platform|platform_system|os_name)\s*==\s*['"](?:win32|darwin|nt|Windows|Darwin|cygwin)['"](?!.*\bor\b)/u;

function requirementNames(text: string): Record<string, string> {
  const rows = text.split(/\r?\n/u).flatMap((line) => {
    const [, name, asked = '', marker = ''] =
      /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*([^;#\\]*)(;[^#\\]*)?/u.exec(line.trimStart()) ?? [];
    return name === undefined || ELSEWHERE.test(marker) ? [] : [[normalName(name), asked.trim()] as const];
  });
  return Object.fromEntries(rows);
}

function tomlOrUndefined(text: string): Table | undefined {
  try {
    return parse(text);
  } catch {
    // What cannot be read says nothing; the build will say what is wrong with it.
    return undefined;
  }
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const tableOf = (value: unknown): Table => (isTable(value) ? value : {});
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const textsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(tableOf(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );

function texted<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: string } {
  const text = textOf(value);
  return (text === undefined ? {} : { [key]: text }) as { readonly [K in Key]?: string };
}
