import { resolve } from 'node:path';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { adviceInput, advise, type Situation } from '../plan/advise.js';
import { languagesOf } from '../plan/detect/detect-project.js';
import { nodeManifest, pythonManifest } from '../plan/detect/manifests.js';
import type { Detection } from '../plan/detect/detection.js';
import type { Language, ProjectView } from '../plan/detect/project-view.js';
import type { ForeignChoices } from '../plan/foreign/foreign-choices.js';
import { NODE_PID1 } from '../plan/foreign/node-image.js';
import { PYTHON_PID1 } from '../plan/foreign/python-image.js';
import type { GivenForeign } from '../plan/foreign/settle.js';
import type { Context } from '../ports/context.js';
import { chooseForeign, flagsForForeign } from './choose-foreign.js';
import { filesOfOthers } from './files-of-others.js';
import { viewProject } from './view-project.js';
import { outerWorkspace } from './outer-workspace.js';
import { writeForeign, type ForeignResult } from './write-foreign.js';

export interface InitExistingInput {
  /** Absolute. */
  readonly directory: string;
  readonly given: GivenForeign;
  /** For the advice. */
  readonly situation?: Situation;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

type Ports = Pick<Context, 'cwd' | 'prompter' | 'progress' | 'signal' | 'toolVersion'>;

/** The folder as a project that exists; undefined when it is none, or one that `init` made itself. */
export async function existingProject(
  given: string | undefined,
  { cwd }: Pick<Context, 'cwd'>,
): Promise<ProjectView | undefined> {
  const view = await viewProject(resolve(cwd, given ?? '.'));
  const made = view.paths.has('mcp-dock.yaml') && !view.paths.has(NODE_PID1) && !view.paths.has(PYTHON_PID1);
  return made || languagesOf(view).length === 0 ? undefined : view;
}

/**
 * Looks at a project → what it is, shown with where that stands → what is open, asked → container files and nothing else.
 * Throws DETECTION_OPEN, PROMPT_WITHOUT_TERMINAL, FLAG_INVALID, FILES_EXIST.
 */
export async function initExisting(
  view: ProjectView,
  { directory, given: flags, situation, yes, dryRun, force }: InitExistingInput,
  ports: Ports,
): Promise<ForeignResult> {
  const ask = ports.prompter.interactive && !yes;
  if (!ask && !yes && !dryRun)
    throw new McpDockError('PROMPT_WITHOUT_TERMINAL', {
      question: 'Write container files for this project',
      flag: '--yes',
    });
  const wrapped = /^# Wraps (\S+?)(?:@[^@\s/]+|==\S+)?; /mu.exec(view.texts.get('mcp-dock.yaml') ?? '')?.[1];
  if (wrapped !== undefined)
    throw new McpDockError('FLAG_INVALID', {
      reason: `This folder wraps ${wrapped}. Give the version that it is to have: --from ${wrapped}@VERSION, or ${wrapped}==VERSION of PyPI.`,
      command: 'init',
    });
  const { detection, given, choices } = await chooseForeign(view, flags, ask, ports);
  const transports = (['stdio', 'http'] as const).filter((transport) => choices.transports[transport] !== undefined);
  const advice = advise(
    adviceInput(choices.runtime, detection, {
      ...situation,
      transports,
      command: [...choices.command, ...((choices.transports.stdio ?? choices.transports.http)?.args ?? [])],
      ...manifestFacts(view, choices.runtime),
    }),
  );
  const theirs = filesOfOthers(view);
  const notes = [
    ...detection.notes,
    ...surprises(detection),
    ...leftOut(detection, choices),
    ...(await partOf(view, directory)),
    ...theirs.map(
      ({ path, inPlaceOf }) =>
        `${path} is yours and stays as it is${inPlaceOf === 'Makefile' ? '; none is written' : ''}.`,
    ),
  ];
  const without = theirs.map(({ inPlaceOf }) => inPlaceOf);
  const written = await writeForeign(
    { directory, choices, project: { kind: 'existing', given }, without, ask, dryRun, force },
    ports,
  );
  return {
    ...written,
    detection,
    advice,
    notes,
    replay: [
      'init',
      written.shownDirectory,
      ...flagsForForeign(given, choices.runtime),
      '--yes',
      ...(force ? ['--force'] : []),
    ],
  };
}

/** What the manifest alone says to the advisor. */
export function manifestFacts(view: ProjectView, language: Language) {
  const python = language === 'python' ? pythonManifest(view) : undefined;
  const dependencies = Object.keys((python ?? nodeManifest(view))?.dependencies ?? {}).length;
  return { dependencies, ...(python !== undefined && { packaged: python.packaged }) };
}

/** HTTP is left out where its port was not found, unless somebody wanted it so. */
const leftOut = ({ transports, port }: Detection, { transports: { http, stdio } }: ForeignChoices): string[] =>
  http === undefined && stdio !== undefined && port === undefined && transports.some(({ value }) => value === 'http')
    ? ['The server speaks HTTP too, on a port that was not found: --transport both --port PORT adds it.']
    : [];

/** A package of a workspace shares its lock file and its settings with the others, and they are not in this folder. */
async function partOf(view: ProjectView, directory: string): Promise<string[]> {
  if (!view.paths.has('package.json')) return [];
  const outer = await outerWorkspace(directory);
  return outer === undefined
    ? []
    : [
        `This folder is a package of the workspace in ${outer.up}; what its packages share, the lock file too, is not in this image. For an image with all of it: mcp-dock init ${outer.up} --command "node ${outer.folder}/…"`,
      ];
}

function surprises({ loopback, transports, transportSwitch }: ForeignResult['detection']): string[] {
  const variable = transportSwitch?.value.variable;
  return [
    ...(loopback !== undefined && transports.some(({ value }) => value === 'http')
      ? [
          `${loopback.from} listens on the loopback: no port of a container leads there. It has to be 0.0.0.0, or a variable.`,
        ]
      : []),
    ...(variable !== undefined && transports.length > 1
      ? [`The image serves HTTP. Over stdio: docker run -i --rm --init -e ${variable.name}=${variable.stdio} …`]
      : []),
  ];
}
