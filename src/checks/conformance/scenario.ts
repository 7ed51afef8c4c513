import type { CheckDefinition } from '../../model/check.js';
import { CONFORMANCE_SCENARIOS, type ConformanceScenario, type ScenarioOfSuite } from '../../model/conformance.js';
import type { ConformanceResult, ConformanceRun } from '../../model/facts/conformance.js';
import type { Finding } from '../../model/finding.js';
import { withServer } from '../mcp-repro.js';
import { transportName } from '../mcp-sessions.js';
import { shellWord } from '../../model/shell-word.js';

interface Scenario {
  readonly scenario: ScenarioOfSuite;
  readonly title: string;
  readonly why: string;
  readonly reference: { readonly title: string; readonly url: string };
}

const SUITE = 'https://github.com/modelcontextprotocol/conformance';

/** The check that says what became of one scenario of the official suite. */
export function conformanceScenario({ scenario, title, why, reference }: Scenario): CheckDefinition<'conformance'> {
  return {
    id: `conformance/${scenario}`,
    title,
    why,
    remedy: 'Read what the suite expected, and run that one scenario again with the command until it passes.',
    severity: 'error',
    references: [reference, { title: 'MCP conformance suite', url: SUITE }],
    asked: { flag: '--conformance' },
    since: '0.2.0',
    needs: ['conformance'],
    run({ conformance }) {
      const results = conformance.flatMap((run) =>
        run.results.filter((result) => result.scenario === scenario).map((result) => ({ run, result })),
      );
      const [broken] = results.filter(({ result }) => result.error !== undefined);
      if (results.length === 0) {
        const reasons = conformance.flatMap(({ leftOut }) =>
          leftOut.filter((entry) => entry.scenario === scenario).map(({ reason }) => reason),
        );
        return { notApplicable: [...new Set(reasons)].join(' ') || 'The suite was not run.' };
      }
      const findings = results.flatMap(({ run, result }) => findingsOf(run, result));
      return findings.length === 0 && broken !== undefined
        ? { unknown: `The suite told nothing of ${scenario}: ${broken.result.error ?? ''}` }
        : findings;
    },
  };
}

function findingsOf(run: ConformanceRun, result: ConformanceResult): Finding[] {
  const { scenario, revision, checks } = result;
  const counted = checks.filter(
    ({ id, status }) => (status === 'FAILURE' || status === 'WARNING') && isAbout(id, scenario, run),
  );
  const ids = [...new Set(counted.map(({ id }) => id))];
  return ids.map((id) => {
    const same = counted.filter((check) => check.id === id);
    const [first] = same;
    const said = same.flatMap(({ message }) => message ?? []);
    return {
      message: `${id}, over ${transportName(run)} in ${revision}: ${said[0] ?? first?.description ?? 'it failed'}`,
      ...(said.length > 1 ? { evidence: [...new Set(said)].slice(0, 5) } : {}),
      ...reproOf(run, result),
      ...(same.every(({ status }) => status === 'WARNING') ? { severity: 'warning' as const } : {}),
    };
  });
}

const scenarios: readonly ConformanceScenario[] = CONFORMANCE_SCENARIOS;

/** Whether a check in a scenario says anything of a server that is no fixture, and has no more than it declares. */
function isAbout(id: string, scenario: string, { capabilities, transport }: ConformanceRun): boolean {
  const { passedOver = {}, onlyWith = {}, httpChecks = [] } = scenarios.find(({ name }) => name === scenario) ?? {};
  const needed = onlyWith[id];
  // Over stdio the bridge would be asked.
  if (transport === 'stdio' && httpChecks.includes(id)) return false;
  return passedOver[id] === undefined && (needed === undefined || capabilities.includes(needed));
}

/** The suite knows HTTP alone: over stdio it asked our bridge, which only another run of the check opens, so that is the line. */
function reproOf(
  { endpoint, repeat, command }: ConformanceRun,
  { scenario, revision }: ConformanceResult,
): { repro?: string } {
  if (endpoint === undefined) return {};
  const line = command.replace('SCENARIO', shellWord(scenario)).replace('REVISION', shellWord(revision));
  return {
    repro: withServer({ endpoint, ...(repeat && { repeat }) }, (url) => `${line} --url ${shellWord(url)}`),
  };
}
