import { nodeManifest, type NodeManifest } from './manifests.js';
import type { Detected, ProjectView } from './project-view.js';
import { servingMembers, type Member } from './workspace.js';

export interface NodeStart {
  readonly command?: Detected<readonly string[]>;
  /** More than one program of package.json could be meant. */
  readonly commands: readonly Detected<readonly string[]>[];
  readonly build?: Detected<string>;
  readonly output?: Detected<string>;
  readonly runsWithDevelopmentDependencies: boolean;
}

const COMPILERS =
  /\b(?:tsc|tsup|tsdown|esbuild|rollup|vite|webpack|swc|ncc|rspack|unbuild|bunchee|pkgroll|xmcp build|mcp-build|mcp-use build|turbo|bun build|build)\b/u;
const USUAL = [
  'dist/index.js',
  'build/index.js',
  'dist/server.js',
  'dist/main.js',
  'index.js',
  'index.mjs',
  'server.js',
  'server.mjs',
  'main.js',
  'src/index.js',
  'src/index.mjs',
  'src/server.js',
  'src/main.js',
  'src/index.ts',
  'src/server.ts',
  'src/main.ts',
  'index.ts',
  'server.ts',
];

/** What starts a Node.js server and what makes it: from bin, then scripts.start, main and exports, then the usual files. */
export function nodeStart(view: ProjectView): NodeStart {
  const manifest = nodeManifest(view);
  if (manifest === undefined) return { commands: [], runsWithDevelopmentDependencies: false };
  const { build, output } = buildOf(view, manifest);
  if (manifest.workspaces && Object.keys(manifest.bin).length === 0) {
    const commands = servingMembers(view).flatMap(memberCommands);
    if (commands.length > 0)
      return {
        ...(commands.length === 1 && commands[0] !== undefined && { command: commands[0] }),
        commands: commands.length === 1 ? [] : commands,
        ...(build !== undefined && { build }),
        runsWithDevelopmentDependencies: false,
      };
  }
  const programs = Object.entries(manifest.bin).map(([name, file]) => ({
    name,
    command: found(['node', relative(file)], `package.json: bin.${name}`),
  }));
  const own = manifest.name?.replace(/^.*\//u, '');
  const program = programs.length === 1 ? programs[0] : programs.find(({ name }) => name === own);
  const started = startScript(manifest);
  const entry = manifest.main ?? mainExport(manifest.exports);
  const from = manifest.main === undefined ? 'package.json: exports' : 'package.json: main';
  const command =
    program?.command ??
    (programs.length > 1 ? undefined : started?.command) ??
    (programs.length > 1 || entry === undefined
      ? undefined
      : whenMade(view, build, found(['node', relative(entry)], from))) ??
    (programs.length > 1 ? undefined : usualFile(view, build, output));
  return {
    ...(command !== undefined && { command }),
    commands: program === undefined ? programs.map((one) => one.command) : [],
    ...(build !== undefined && { build }),
    ...(output !== undefined && { output }),
    runsWithDevelopmentDependencies: command === started?.command && started?.developmentTool === true,
  };
}

/** What a package of a workspace has to be started, from the root of that. */
function memberCommands({ folder, manifest }: Member): Detected<readonly string[]>[] {
  const file = (path: string) => `${folder}/${relative(path)}`;
  const from = (key: string) => `${folder}/package.json: ${key}`;
  const programs = Object.entries(manifest.bin);
  const own = manifest.name?.replace(/^.*\//u, '');
  const program = programs.find(([name]) => name === own) ?? programs[0];
  if (program !== undefined) return [found(['node', file(program[1])], from(`bin.${program[0]}`))];
  const started = startScript(manifest);
  const script = started?.command.value.at(-1);
  if (started !== undefined && script !== undefined && !started.developmentTool && started.command.value.length === 2)
    return [found(['node', file(script)], `${folder}/${started.command.from}`)];
  return manifest.main === undefined ? [] : [found(['node', file(manifest.main)], from('main'))];
}

const found = (value: readonly string[], from: string): Detected<readonly string[]> => ({ value, from });
const relative = (path: string) => path.replace(/^\.\//u, '');

function buildOf(
  view: ProjectView,
  { scripts, developmentDependencies, dependencies }: NodeManifest,
): Pick<NodeStart, 'build' | 'output'> {
  const name = ['build', 'compile', 'prepare', 'prepack', 'prepublishOnly', 'postinstall'].find(
    (script) => scripts[script] !== undefined && COMPILERS.test(scripts[script].replaceAll(/\bhusky\b.*/gu, '')),
  );
  const outDir = /^\s*"outDir"\s*:\s*"([^"]+)"/mu.exec(view.texts.get('tsconfig.json') ?? '')?.[1];
  const output =
    outDir === undefined
      ? {}
      : { output: { value: relative(outDir).replace(/\/$/u, ''), from: 'tsconfig.json: outDir' } };
  if (name !== undefined)
    return { build: { value: `npm run ${name}`, from: `package.json: scripts.${name}` }, ...output };
  const compiler = { ...dependencies, ...developmentDependencies }['typescript'] !== undefined;
  return compiler && outDir !== undefined ? { build: { value: 'npx --no tsc', from: 'tsconfig.json' }, ...output } : {};
}

interface Started {
  readonly command: Detected<readonly string[]>;
  /** It runs through a tool that only the development has. */
  readonly developmentTool: boolean;
}

/** `scripts.start`, when it is Node.js itself or a loader of it that starts a file. */
function startScript({ scripts, dependencies }: NodeManifest): Started | undefined {
  for (const name of ['start:prod', 'start', 'serve']) {
    const words = (scripts[name] ?? '').trim().split(/\s+/u);
    while (/^(?:cross-env|env|exec|[A-Z_][A-Z0-9_]*=[^"'$]*)$/u.test(words[0] ?? '')) words.shift();
    const [program, ...rest] = words;
    // Anything that only a shell understands is not taken apart.
    if (rest.length === 0 || /[&|;<>$`"'\\()]/u.test(words.join(' '))) continue;
    const from = `package.json: scripts.${name}`;
    if (program === 'node') return { command: found(['node', ...rest.map(relative)], from), developmentTool: false };
    if (program === 'tsx')
      return {
        command: found(['node', '--import', 'tsx', ...rest.filter((word) => word !== 'watch').map(relative)], from),
        developmentTool: !Object.hasOwn(dependencies, 'tsx'),
      };
  }
  return undefined;
}

function mainExport(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const values = exports as Readonly<Record<string, unknown>>;
  for (const key of ['.', 'node', 'import', 'default', 'require']) {
    const inner = mainExport(values[key]);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A file that neither is there nor is made by a build is no entry: npm writes `main: index.js` by itself. */
const whenMade = (
  view: ProjectView,
  build: Detected<string> | undefined,
  command: Detected<readonly string[]>,
): Detected<readonly string[]> | undefined =>
  build !== undefined || view.paths.has(command.value.at(-1) ?? '') ? command : undefined;

function usualFile(
  view: ProjectView,
  build: Detected<string> | undefined,
  output: Detected<string> | undefined,
): Detected<readonly string[]> | undefined {
  if (build !== undefined && output !== undefined) {
    const source = ['index', 'server', 'main', 'cli'].find(
      (name) => view.paths.has(`src/${name}.ts`) || view.paths.has(`src/${name}.mts`),
    );
    if (source !== undefined)
      return found(['node', `${output.value}/${source}.js`], `src/${source}.ts, ${output.from}`);
  }
  const file = USUAL.find((path) => view.paths.has(path));
  return file === undefined ? undefined : found(['node', file], file);
}
