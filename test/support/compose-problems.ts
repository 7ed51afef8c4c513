import networksConsistent from '../../src/checks/compose/networks-consistent.js';
import volumesDeclared from '../../src/checks/compose/volumes-declared.js';
import { runChecks } from '../../src/checks/run-checks.js';
import type { ComposeProject, ComposeSetup } from '../../src/model/facts/compose.js';
import { parseEnvFile } from '../../src/model/env-file.js';
import { isComposeName } from '../../src/plan/compose/find-setups.js';
import { readComposeProject } from '../../src/plan/compose/read-project.js';

/** What our reading says of files that are laid over each other, without a folder. */
export function readCompose(files: Readonly<Record<string, string>>, paths?: readonly string[]): ComposeProject {
  const { entries } = parseEnvFile(files['.env'] ?? '');
  return readComposeProject({
    paths: paths ?? Object.keys(files).filter((path) => isComposeName(path.split('/').at(-1) ?? '')),
    ...(paths !== undefined && { named: paths }),
    texts: new Map(Object.entries(files)),
    lookup: (name) => entries.findLast(({ key }) => key === name)?.value,
    environmentFile: '.env' in files,
  });
}

/** The only setup of such files, and what the checks say for which Compose would not start it. */
export function findComposeProblems(
  files: Readonly<Record<string, string>>,
  paths: readonly string[],
): { readonly setup: ComposeSetup; readonly problems: readonly string[] } {
  const value = readCompose(files, paths);
  const [setup] = value.setups;
  if (setup === undefined) throw new Error('There is no Compose file.');
  const results = runChecks([networksConsistent, volumesDeclared], {
    composeProject: { status: 'known', value },
  });
  const undeclared = results.flatMap(({ findings }) => findings.map(({ message }) => message));
  return {
    setup,
    problems: [
      ...value.problems.filter(({ kind }) => kind !== 'version').map(({ message }) => message),
      ...undeclared.filter((message) => message.includes('not declared')),
    ],
  };
}
