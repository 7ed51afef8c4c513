import { checks } from '../../src/checks/index.js';
import { runChecks } from '../../src/checks/run-checks.js';
import { createSilentProgress } from '../../src/adapters/silent-progress.js';
import { loadConfig } from '../../src/config/load-config.js';
import type { CollectedFacts } from '../../src/model/facts.js';
import type { Result } from '../../src/model/report.js';
import { verifySettings } from '../../src/plan/verify-settings.js';
import { collectFacts } from '../../src/probes/collect-facts.js';
import { derivedFacts, probes } from '../../src/probes/index.js';
import { hostTarget } from '../../src/targets/host.js';
import { TODAY } from './file-facts.js';
import { probeContext } from './probe-context.js';

/** The checks that ask the files of a project and nothing else. */
export const fileChecks = checks.filter(({ id }) =>
  /^(?:dockerfile|deps|ignore|compose|deploy)\/|^(?:project\/(?:makefile|docs)-|env\/token-matches)/u.test(id),
);

/** What is read from the files of a folder, and what those checks say of it. */
export async function lookAtFiles(folder: string): Promise<{ facts: CollectedFacts; results: Result[] }> {
  const project = await loadConfig(folder).catch(() => undefined);
  const target = hostTarget({
    settings: verifySettings({ name: 'test', ...(project && { project }) }),
    secretValues: [],
  });
  const context = { ...probeContext({ cwd: folder }), target, progress: createSilentProgress() };
  const facts = await collectFacts(
    new Set(fileChecks.flatMap(({ needs }) => needs)),
    context,
    probes,
    derivedFacts,
    [],
  );
  const { dockerfiles } = facts;
  // Which release has ended depends on the day, and these tests are to say the same on each.
  const dated: CollectedFacts =
    dockerfiles?.status === 'known'
      ? {
          ...facts,
          dockerfiles: { status: 'known', value: dockerfiles.value.map((file) => ({ ...file, readOn: TODAY })) },
        }
      : facts;
  return { facts: dated, results: runChecks(fileChecks, dated) };
}

/** `dockerfile/parses error Dockerfile:3 …`, one line for each finding, and for each check that could not tell. */
export async function staticFindings(folder: string): Promise<string[]> {
  const { results } = await lookAtFiles(folder);
  return results.flatMap(({ id, outcome, reason, severity, findings }) =>
    outcome === 'unknown' || outcome === 'error'
      ? [`${id} ${outcome}: ${reason ?? ''}`]
      : findings.map(
          ({ message, location, severity: own = severity }) =>
            `${id} ${own} ${location?.uri ?? ''}${location?.line === undefined ? '' : `:${location.line}`} ${message}`,
        ),
  );
}
