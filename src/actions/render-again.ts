import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readTextIfThere } from '../config/read-text.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { RenderedFile } from '../model/template.js';
import { planForeign } from '../plan/foreign/foreign-plan.js';
import type { GivenForeign } from '../plan/foreign/settle.js';
import { resolveParts } from '../plan/parts/index.js';
import { runtimes } from '../plan/runtimes/index.js';
import type { ScaffoldChoices } from '../plan/scaffold-choices.js';
import type { ScaffoldSecrets } from '../plan/environment-groups.js';
import { planProject } from '../plan/plan-project.js';
import type { Context } from '../ports/context.js';
import { chooseForeign, flagsForForeign } from './choose-foreign.js';
import { chooseScaffold, flagsFor, type GivenChoices } from './choose-scaffold.js';
import { describe, newSecret, type InitResult } from './init.js';
import type { InitState, StateProject } from './init-state.js';
import { filesOfOthers } from './files-of-others.js';
import { refuseNewOnly } from './refuse-new-only.js';
import { renderProject } from './render-project.js';
import { viewProject } from './view-project.js';
import { nextSteps, renderForeignFiles, type ForeignResult } from './write-foreign.js';

/** Choices that are changed on the way. */
export interface ChangedChoices {
  /** Of a project that `init` made. */
  readonly choices: GivenChoices;
  /** Of a project around which it wrote. */
  readonly foreign: GivenForeign;
}

/** What the present mcp-dock makes of a project. */
export interface RenderedAgain {
  readonly project: StateProject;
  readonly files: readonly RenderedFile[];
  readonly choices: InitResult['choices'] | ForeignResult['choices'];
  readonly next: InitResult['next'] | ForeignResult['next'];
  readonly missingKeys: readonly string[];
  readonly keptPort?: number;
  /** Flags that lead to these choices. */
  readonly flags: readonly string[];
}

type Ports = Pick<Context, 'cwd' | 'prompter' | 'progress'>;

/** Renders what the state describes once more. Throws FLAG_INVALID for a choice that cannot be changed this way, DETECTION_OPEN. */
export async function renderAgain(
  directory: string,
  { project, files: recorded }: InitState,
  changed: ChangedChoices,
  { ask }: { readonly ask: boolean },
  ports: Ports,
): Promise<RenderedAgain> {
  if (project.kind === 'new') return newProject(directory, project.choices, changed, ports);
  refuseNewOnly(changed.choices);
  if (project.kind === 'existing') {
    if (changed.foreign.name !== undefined && changed.foreign.name !== project.given.name) throw refuse(RENAMED);
    const view = await viewProject(directory);
    const { given, choices } = await chooseForeign(view, { ...project.given, ...changed.foreign }, ask, ports);
    const plan = planForeign(choices);
    const theirs = new Set<string>(filesOfOthers(view).map(({ inPlaceOf }) => inPlaceOf));
    const files = (await renderForeignFiles(plan)).filter(
      ({ path }) => !theirs.has(path) || Object.hasOwn(recorded, path),
    );
    const shown = { choices, next: nextSteps(plan), missingKeys: [], flags: flagsForForeign(given, choices.runtime) };
    return { project: { kind: 'existing', given }, files, ...shown };
  }
  const [flag] = flagsForForeign(changed.foreign, project.choices.runtime);
  if (flag !== undefined)
    throw refuse(
      `${flag} cannot be changed by --update where a published package is wrapped. Run init --from again, with --force: ${project.choices.wrapsLine ?? ''}`,
    );
  const plan = planForeign(project.choices);
  const files = await renderForeignFiles(plan);
  return { project, files, choices: project.choices, next: nextSteps(plan), missingKeys: [], flags: [] };
}

const RENAMED =
  '--name cannot be changed by --update: volumes and images carry the name, and data would stay behind under the old one.';

const refuse = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command: 'init' });

async function newProject(
  directory: string,
  before: ScaffoldChoices,
  { choices: given, foreign }: ChangedChoices,
  ports: Ports,
): Promise<RenderedAgain> {
  const stray = (['command', 'transport', 'args', 'required'] as const).find((key) => foreign[key] !== undefined);
  if (stray !== undefined)
    throw refuse(
      `--${{ args: 'arg', required: 'env', command: 'command', transport: 'transport' }[stray]} is for a server that exists, and this one was made by init.`,
    );
  if (given.name !== undefined && given.name !== before.name) throw refuse(RENAMED);
  if (given.template !== undefined && given.template !== before.template)
    throw refuse(
      `--template ${given.template} cannot be had by --update: the sources here are those of ${before.template}. Make a new project in another folder.`,
    );
  if (given.runtime !== undefined && given.runtime !== before.runtime)
    throw refuse(
      `--runtime ${given.runtime} cannot be had by --update: the sources here are for ${runtimes[before.runtime].title}. Make a new project in another folder.`,
    );
  if (given.packageManager !== undefined && given.packageManager !== before.packageManager)
    throw refuse(
      `--package-manager ${given.packageManager} cannot be had by --update: the lock file here is of ${before.packageManager}. Make a new project in another folder.`,
    );
  const wanted: GivenChoices = {
    ...before,
    ...defined(given),
    runtime: before.runtime,
    packageManager: before.packageManager,
  };
  const parts = resolveParts([...before.with, ...(given.with ?? [])]).map(({ id }) => id);
  // Flags are refused as they were given; parts are added to those that are there.
  const checked = await chooseScaffold(wanted, { directory, ask: false, found: {} }, ports);
  const choices = { ...checked, with: parts };
  const plan = planProject(choices, await secretsOf(directory));
  const { next, missingKeys, keptPort } = await describe(directory, plan, { cwd: ports.cwd, force: false });
  return {
    project: { kind: 'new', choices },
    files: await renderProject(plan),
    choices,
    next,
    missingKeys,
    ...(keptPort !== undefined && { keptPort }),
    flags: flagsFor(choices),
  };
}

const defined = (given: GivenChoices): GivenChoices =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

/** A part that is added hands on what the project uses already. */
async function secretsOf(directory: string): Promise<ScaffoldSecrets> {
  const environment = parseEnv((await readTextIfThere(join(directory, '.env'))) ?? '');
  const one = async (variable: string, file: string) =>
    (await readTextIfThere(join(directory, 'secrets', file)))?.trim() || environment[variable] || newSecret();
  return {
    serviceAuthToken: await one('SERVICE_AUTH_TOKEN', 'service_auth_token'),
    postgresPassword: await one('POSTGRES_PASSWORD', 'postgres_password'),
    authDevPassword: await one('AUTH_DEV_PASSWORD', 'auth_dev_password'),
  };
}
