import { basename, join, resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { detectChoices } from '../plan/detect-choices.js';
import { partTitles, resolveParts } from '../plan/parts/index.js';
import { nameFrom } from '../plan/project-name.js';
import {
  DEFAULT_BASE,
  DEFAULT_RUNTIME,
  defaultManagerOf,
  runtimeOf,
  runtimeOfManager,
  runtimeOfVersion,
  runtimes,
  type BaseId,
  type ManagerId,
  type RuntimeId,
} from '../plan/runtimes/index.js';
import { DEFAULT_BASE_REGISTRY, faultOf, serverNameFor, type ScaffoldChoices } from '../plan/scaffold-choices.js';
import {
  DEFAULT_TEMPLATE,
  portVariableOf,
  refusedParts,
  runtimesOf,
  templateOf,
  type TemplateId,
} from '../plan/templates/index.js';
import type { Context } from '../ports/context.js';
import type { FolderContents } from './inspect-folder.js';
import { readTextIfThere } from '../config/read-text.js';

/** What a person gave as flags; the rest is asked or taken from defaults. */
export interface GivenChoices {
  readonly name?: string;
  readonly port?: number;
  readonly template?: TemplateId;
  readonly runtime?: RuntimeId;
  readonly runtimeVersion?: string;
  readonly packageManager?: ManagerId;
  readonly base?: BaseId;
  readonly baseRegistry?: string;
  readonly serverName?: string;
  readonly with?: readonly string[];
}

const FLAGS: Readonly<Record<Exclude<keyof ScaffoldChoices, 'runtimeVersion'>, string>> = {
  name: '--name',
  port: '--port',
  template: '--template',
  runtime: '--runtime',
  packageManager: '--package-manager',
  base: '--base',
  baseRegistry: '--base-registry',
  serverName: '--server-name',
  with: '--with',
};

/** The folder for the project: as given, asked for, or where the user stands. */
export async function chooseDirectory(
  given: string | undefined,
  { ask, here }: { ask: boolean; here: FolderContents },
  { cwd, prompter }: Pick<Context, 'cwd' | 'prompter'>,
): Promise<string> {
  if (given !== undefined || !ask) return resolve(cwd, given ?? '.');
  const answer = await prompter.text({
    message: 'Folder of the project',
    default: here.foreign.length === 0 ? '.' : 'todo',
    flag: 'the argument DIR',
    about:
      'Where the files go, relative to this folder; it is made when it does not exist. A full stop is this folder.',
    validate: (value) => (value.trim() === '' ? 'A folder is needed.' : true),
  });
  return resolve(cwd, answer.trim());
}

/**
 * Completes the choices: flags win, then answers when there is somebody to ask, then what the folder's own files say,
 * then defaults. Throws NAME_INVALID and FLAG_INVALID for flags that cannot be used.
 */
export async function chooseScaffold(
  given: GivenChoices,
  { directory, ask, found }: { directory: string; ask: boolean; found: Partial<ScaffoldChoices> },
  { prompter }: Pick<Context, 'prompter'>,
): Promise<ScaffoldChoices> {
  refuseFaults(given);
  const name =
    given.name ??
    (await answer(ask, found.name ?? nameFrom(basename(directory)), (suggestion) =>
      prompter.text({
        message: 'Name of the project',
        default: suggestion,
        flag: FLAGS.name,
        about: 'Image, containers, network and volumes carry this name, and MCP clients show it.',
        validate: (value) => sentence(faultOf.name(value)),
      }),
    ));
  const template = given.template ?? found.template ?? DEFAULT_TEMPLATE;
  refuseCombinations({ ...given, template });
  const { runtime: id, packageManager } = await chooseLanguage({ ...given, template }, found, ask, prompter);
  const runtime = runtimeOf(id);
  const foundVersion = found.runtime === id ? found.runtimeVersion : undefined;
  const parts = resolveParts(
    given.with ?? (await chooseParts(fitting(template, found.with ?? []), { template, ask }, prompter)),
  ).map(({ id }) => id);
  const port =
    given.port ??
    Number(
      await answer(ask, String(found.port ?? templateOf(template).port), (suggestion) =>
        prompter.text({
          message: 'Port of the server',
          default: suggestion,
          flag: FLAGS.port,
          about: `Port for HTTP on this machine, where only programs of this machine reach it. ${portVariableOf(template)} in .env changes it later.`,
          validate: (value) => sentence(faultOf.port(value)),
        }),
      ),
    );
  const inherited = found.name === name ? found.serverName : undefined;
  return {
    name,
    port,
    template,
    runtime: id,
    runtimeVersion: given.runtimeVersion ?? foundVersion ?? runtime.defaultVersion,
    packageManager,
    base: given.base ?? (found.runtime === id ? found.base : undefined) ?? DEFAULT_BASE,
    baseRegistry: given.baseRegistry ?? found.baseRegistry ?? DEFAULT_BASE_REGISTRY,
    serverName: given.serverName ?? inherited ?? serverNameFor(name),
    with: parts,
  };
}

/** What an earlier run had, as far as it goes with this server. */
const fitting = (template: TemplateId, parts: readonly string[]) =>
  parts.filter((part) => !refusedParts(template, parts).includes(part));

/** The runtime that was named, or whose package manager or version was, or the only one of the template. */
export const givenRuntime = ({
  template,
  runtime,
  packageManager,
  runtimeVersion,
}: GivenChoices): RuntimeId | undefined =>
  runtime ??
  (packageManager === undefined ? undefined : runtimeOfManager(packageManager)) ??
  (runtimeVersion === undefined ? undefined : runtimeOfVersion(runtimeVersion)) ??
  (template !== undefined && runtimesOf(template).length === 1 ? runtimesOf(template)[0] : undefined);

/** Not every server exists in every runtime, nor goes with every part. */
function refuseCombinations({
  template,
  with: parts = [],
  ...given
}: GivenChoices & { readonly template: TemplateId }) {
  const runtime = givenRuntime(given);
  const refused = refusedParts(template, parts);
  const reason =
    runtime !== undefined && !runtimesOf(template).includes(runtime)
      ? `--template ${template} cannot be used with ${runtimes[runtime].title}: it exists for --runtime ${runtimesOf(template).join(', ')} only.`
      : refused.length > 0
        ? `--with ${refused.join(',')} cannot be used with --template ${template}: ${templateOf(template).whyRefused ?? 'that makes no sense beside it'}.`
        : undefined;
  if (reason !== undefined) throw new McpDockError('FLAG_INVALID', { reason, command: 'init' });
}

type LanguageChoice = Pick<ScaffoldChoices, 'runtime' | 'packageManager'>;

/** One question for both: who installs the dependencies is of little use without what they are for. */
const LANGUAGES: readonly (LanguageChoice & { readonly name: string; readonly about: string })[] = Object.values(
  runtimes,
).flatMap(({ id, title, versionTitle, defaultVersion, versionFlag, managers }) =>
  managers.map((manager) => ({
    runtime: id,
    packageManager: manager.id,
    name: managers.length === 1 ? title : `${title}, with ${manager.id}`,
    about: `${versionTitle} ${defaultVersion}; ${versionFlag} chooses another version`,
  })),
);

/** The runtime, and the package manager where it is not the usual one. */
const value = ({ runtime, packageManager }: LanguageChoice) =>
  packageManager === defaultManagerOf(runtime) ? runtime : `${runtime} ${packageManager}`;

async function chooseLanguage(
  given: GivenChoices,
  found: Partial<ScaffoldChoices>,
  ask: boolean,
  prompter: Pick<Context, 'prompter'>['prompter'],
): Promise<LanguageChoice> {
  const named = givenRuntime(given);
  const runtime = named ?? found.runtime ?? DEFAULT_RUNTIME;
  const foundManager = found.runtime === runtime ? found.packageManager : undefined;
  const suggestion = { runtime, packageManager: given.packageManager ?? foundManager ?? defaultManagerOf(runtime) };
  if (!ask || named !== undefined) return suggestion;
  const answered = await prompter.select<string>({
    message: 'Language of the server',
    default: value(suggestion),
    flag: FLAGS.runtime,
    choices: LANGUAGES.map((language) => ({
      value: value(language),
      name: language.name,
      description: language.about,
    })),
  });
  return LANGUAGES.find((language) => value(language) === answered) ?? suggestion;
}

async function chooseParts(
  suggestion: readonly string[],
  { template, ask }: { readonly template: TemplateId; readonly ask: boolean },
  prompter: Pick<Context, 'prompter'>['prompter'],
): Promise<readonly string[]> {
  const choices = partTitles.filter(({ id }) => refusedParts(template, [id]).length === 0);
  if (!ask || choices.length === 0) return suggestion;
  return prompter.several({
    message: 'What runs beside the server',
    default: suggestion,
    flag: FLAGS.with,
    choices: choices.map(({ id, title }) => ({ value: id, name: id, description: title })),
  });
}

/** What an earlier run decided for this folder. */
export async function findChoices(
  directory: string,
  { lenient }: { lenient: boolean },
): Promise<Partial<ScaffoldChoices>> {
  // The schema costs more start-up time than the rest of this command, and a new project needs none.
  const { loadConfig } = await import('../config/load-config.js');
  const loaded = await loadConfig(directory).catch((error: unknown) => {
    if (lenient && error instanceof McpDockError && error.code === 'CONFIG_INVALID') return undefined;
    throw error;
  });
  return detectChoices({
    name: loaded?.config.name,
    port: loaded?.config.server?.transports.http?.port,
    dockerfile: await readTextIfThere(join(directory, 'Dockerfile')),
    compose: await readTextIfThere(join(directory, 'compose.yaml')),
  });
}

/** The flags that lead to the same choices again, without those that are defaults. */
export function flagsFor(choices: ScaffoldChoices): string[] {
  const { name, port, template, runtime, runtimeVersion, packageManager, base, baseRegistry, serverName } = choices;
  return [
    FLAGS.name,
    name,
    ...(template === DEFAULT_TEMPLATE ? [] : [FLAGS.template, template]),
    ...(runtimeOfVersion(runtimeVersion) === runtime ? [] : [FLAGS.runtime, runtime]),
    runtimeOf(runtime).versionFlag,
    runtimeVersion,
    ...(packageManager === defaultManagerOf(runtime) ? [] : [FLAGS.packageManager, packageManager]),
    FLAGS.port,
    String(port),
    ...(base === DEFAULT_BASE ? [] : [FLAGS.base, base]),
    ...(baseRegistry === DEFAULT_BASE_REGISTRY ? [] : [FLAGS.baseRegistry, baseRegistry]),
    ...(serverName === serverNameFor(name) ? [] : [FLAGS.serverName, serverName]),
    ...(choices.with.length === 0 ? [] : [FLAGS.with, choices.with.join(',')]),
  ];
}

function refuseFaults(given: GivenChoices): void {
  const runtime = givenRuntime(given) ?? DEFAULT_RUNTIME;
  for (const [choice, value] of Object.entries(given) as [
    keyof ScaffoldChoices,
    string | number | readonly string[] | undefined,
  ][]) {
    const fault = value === undefined ? undefined : faultOf[choice](String(value), runtime);
    if (fault === undefined) continue;
    if (choice === 'name') throw new McpDockError('NAME_INVALID', { name: String(value), reason: fault });
    // The flag under which it was given, which may be that of another runtime.
    const versionFlag = runtimeOf(runtimeOfVersion(String(value)) ?? runtime).versionFlag;
    throw new McpDockError('FLAG_INVALID', {
      reason: `${choice === 'runtimeVersion' ? versionFlag : FLAGS[choice]} ${String(value)} cannot be used${versionFlag === runtimeOf(runtime).versionFlag || choice !== 'runtimeVersion' ? '' : ` with ${runtimeOf(runtime).title}`}: ${fault}`,
      command: 'init',
    });
  }
}

const answer = (ask: boolean, suggestion: string, question: (suggestion: string) => Promise<string>) =>
  ask ? question(suggestion) : Promise.resolve(suggestion);

/** The fault as inquirer shows it. */
export const sentence = (fault: string | undefined): true | string =>
  fault === undefined ? true : `${fault.charAt(0).toUpperCase()}${fault.slice(1)}`;
