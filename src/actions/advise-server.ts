import { resolve } from 'node:path';
import { adviceInput, advise, type Advice, type AdvisedClient, type Situation } from '../plan/advise.js';
import { detectProject } from '../plan/detect/detect-project.js';
import type { Detection, Transport } from '../plan/detect/detection.js';
import type { Language, ProjectView } from '../plan/detect/project-view.js';
import { openQuestion, settle, type GivenForeign } from '../plan/foreign/settle.js';
import { PURPOSES, purposes } from '../plan/purposes.js';
import { managerOf } from '../plan/runtimes/index.js';
import { templateOf } from '../plan/templates/index.js';
import type { ScaffoldChoices } from '../plan/scaffold-choices.js';
import type { Context } from '../ports/context.js';
import { folderAsTyped } from './folder-as-typed.js';
import { refuseFaults } from './choose-foreign.js';
import { chooseScaffold, findChoices, type GivenChoices } from './choose-scaffold.js';
import { existingProject, manifestFacts } from './init-existing.js';
import { inspectFolder } from './inspect-folder.js';

export interface AdviseInput {
  /** Relative to where the user stands; that place itself when absent. */
  readonly directory: string | undefined;
  /** A published package instead, as `--from` was written. */
  readonly from: string | undefined;
  readonly bin: string | undefined;
  readonly constraints: readonly string[];
  readonly given: GivenForeign;
  readonly choices: GivenChoices;
  readonly situation: Situation;
  readonly clients: readonly AdvisedClient[];
  /** Ask nothing. */
  readonly yes: boolean;
}

export interface AdviceResult {
  readonly directory: string;
  /** Relative to where the user stands; `.` for that place itself. */
  readonly shownDirectory: string;
  readonly subject: 'new' | 'existing' | 'package';
  readonly advice: Advice;
  readonly situation: Situation;
  /** What was found; absent of a project that is not there yet. */
  readonly detection?: Detection;
  readonly notes: readonly string[];
}

/**
 * Looks at a project, at a published package or at what `init` would write → asks what no file can say → the advice. Writes
 * nothing, and leaves open what is open: only a folder or a package that cannot be read ends it.
 */
export async function adviseServer(input: AdviseInput, context: Context): Promise<AdviceResult> {
  refuseFaults(input.given);
  const directory = resolve(context.cwd, input.directory ?? '.');
  const place = { directory, shownDirectory: folderAsTyped(context.cwd, directory) };
  if (input.from !== undefined) {
    const situation = await situationOf(input, context);
    const { initPackage } = await import('./init-package.js');
    const { from, bin, constraints, given } = input;
    const found = await initPackage(
      { from, bin, constraints, directory: input.directory, given, situation, yes: true, dryRun: true, force: true },
      context,
    );
    const { advice, detection, notes } = found;
    return { ...place, subject: 'package', advice, situation, detection, notes };
  }
  const view = await existingProject(input.directory, context);
  if (view !== undefined) {
    const situation = await situationOf(input, context);
    return { ...place, situation, subject: 'existing', ...adviseProject(view, input.given, situation) };
  }
  const { ours } = await inspectFolder(directory);
  const found = ours ? await findChoices(directory, { lenient: true }) : {};
  const choices = await chooseScaffold(input.choices, { directory, ask: false, found }, context);
  const situation = await situationOf(input, context);
  const notes =
    servicesOf(choices).length > 0
      ? [
          '`docker compose up --build` in its folder runs it with its services from the sources there, and again when one changes.',
        ]
      : [];
  return { ...place, situation, subject: 'new', advice: adviseNew(choices, situation), notes };
}

/** Of a project that is there. What is open stays open, and is said. */
function adviseProject(
  view: ProjectView,
  given: GivenForeign,
  situation: Situation,
): Pick<AdviceResult, 'advice' | 'detection' | 'notes'> {
  const first = detectProject(view, given.runtime);
  const runtime: Language = given.runtime ?? first.languages[0]?.value ?? 'node';
  const several = given.runtime === undefined && first.languages.length > 1;
  const detection = several ? detectProject(view, runtime) : first;
  const notes = several
    ? [
        `The folder holds more than one project; this is for ${first.languages[0]?.from ?? runtime}. --runtime names another.`,
      ]
    : [];
  const settledGiven = { ...given, runtime };
  const open = openQuestion(detection, settledGiven);
  const choices = open === undefined ? settle(view, detection, settledGiven) : undefined;
  const transports = choices === undefined ? transportsOf(detection, given) : transportsIn(choices.transports);
  const own = (choices?.transports.stdio ?? choices?.transports.http)?.args ?? given.args ?? [];
  const command = [...(choices?.command ?? given.command ?? detection.command?.value ?? []), ...own];
  const advice = advise(
    adviceInput(runtime, detection, { ...situation, transports, command, ...manifestFacts(view, runtime) }),
  );
  return {
    advice,
    detection,
    notes: [
      ...notes,
      ...(transports.length === 0 ? ['Which transport it speaks was not found; --transport says it.'] : []),
      ...(command.length === 0 ? ['What starts it was not found; --command says it.'] : []),
    ],
  };
}

const transportsIn = (settled: Readonly<Partial<Record<Transport, unknown>>>) =>
  (['stdio', 'http'] as const).filter((transport) => settled[transport] !== undefined);

const transportsOf = ({ transports }: Detection, { transport }: GivenForeign): Transport[] =>
  transport === 'both'
    ? ['stdio', 'http']
    : transport === undefined
      ? transports.map(({ value }) => value)
      : [transport];

/** Of a project that `init` writes, or has written. */
export function adviseNew(choices: ScaffoldChoices, situation: Situation): Advice {
  const { runtime, packageManager } = choices;
  const { install, develop } = managerOf(runtime, packageManager).project;
  const template = templateOf(choices.template);
  const advice = advise({
    ...situation,
    runtime: runtime === 'node' ? 'node' : 'python',
    transports: template.transports ?? ['stdio', 'http'],
    needs: [],
    nativeModules: [],
    systemPackages: [],
    dependencies: 1,
    sdk: 'mcp',
    services: servicesOf(choices),
    command: [],
  });
  return { ...advice, runLocally: [install, template.develop ?? develop] };
}

/** Parts that are services; the others change how services run. */
const SERVICES = new Set(['backend', 'postgres', 'redis']);

const servicesOf = ({ template, with: parts }: ScaffoldChoices): readonly string[] => [
  ...(templateOf(template).services ?? []),
  ...parts.filter((part) => SERVICES.has(part)),
];

/** Two questions, for what no file can say. */
async function situationOf(
  { situation, clients, yes }: AdviseInput,
  { prompter }: Pick<Context, 'prompter'>,
): Promise<Situation> {
  if (yes || !prompter.interactive) return situation;
  const wanted =
    situation.purposes ??
    (await prompter.several({
      message: 'What is the server for',
      default: [],
      flag: '--for',
      choices: PURPOSES.map((value) => ({ value, name: value, description: purposes[value].title })),
    }));
  if (situation.client !== undefined) return { ...situation, purposes: wanted };
  const id = await prompter.select({
    message: 'Which client is it for',
    default: NO_CLIENT,
    flag: '--client',
    choices: [
      { value: NO_CLIENT, name: 'None in particular' },
      ...clients.map(({ id: value, title: name }) => ({ value, name })),
    ],
  });
  const client = clients.find((known) => known.id === id);
  return { ...situation, purposes: wanted, ...(client !== undefined && { client }) };
}

const NO_CLIENT = 'none';
