import type { LoadedConfig } from '../config/schema.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import { verifySettings } from '../plan/verify-settings.js';
import type { Context } from '../ports/context.js';
import type { Progress } from '../ports/progress.js';
import { collectFacts } from '../probes/collect-facts.js';
import { derivedFacts, probes } from '../probes/index.js';
import { hostTarget } from '../targets/host.js';

/** Facts that are read from the files of the project alone. */
const OF_FILES: ReadonlySet<FactName> = new Set([
  'dockerfiles',
  'ignoreFiles',
  'contextFiles',
  'manifests',
  'accepted',
  'composeProject',
  'makefile',
  'documents',
  'serviceTokens',
  'deployFiles',
  'lock',
]);
/** What is asked of the target, which its project says as well. */
const SAID: ReadonlySet<FactName> = new Set([...OF_FILES, 'settings']);

/** Whether nothing but files has to be looked at: then it takes no engine. */
export const onlyFiles = (needed: ReadonlySet<FactName>): boolean =>
  [...needed].some((name) => OF_FILES.has(name)) && [...needed].every((name) => SAID.has(name));

/** Which of the facts {@link collectFileFacts} collects. */
export const factsOfFiles = (needed: ReadonlySet<FactName>, project: LoadedConfig | undefined): ReadonlySet<FactName> =>
  new Set(project === undefined ? [] : [...needed].filter((name) => (onlyFiles(needed) ? SAID : OF_FILES).has(name)));

const nobody = {
  update: () => undefined,
  log: () => undefined,
  open: () => undefined,
  updateStep: () => undefined,
  close: () => undefined,
};

/** For what is read beside something that is shown. */
export const unseen: Progress = {
  step: (_title, work) => work(nobody),
  group: (_title, work) => work(nobody),
  note: () => undefined,
};

/** Those of the facts that the project's own files tell, and what it asks; none for a target that is not its image. */
export async function collectFileFacts(
  needed: ReadonlySet<FactName>,
  project: LoadedConfig | undefined,
  context: Context,
): Promise<CollectedFacts> {
  const names = factsOfFiles(needed, project);
  if (project === undefined || names.size === 0) return {};
  const target = hostTarget({ settings: verifySettings({ name: project.config.name, project }), secretValues: [] });
  return collectFacts(names, { ...context, target, title: 'Read the files' }, probes, derivedFacts, []);
}
