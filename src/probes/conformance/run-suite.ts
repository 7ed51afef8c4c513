import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { cleanLines, cleanText, maskSecrets } from '../../model/clean-text.js';
import {
  CONFORMANCE_PACKAGE,
  CONFORMANCE_SCENARIOS,
  CONFORMANCE_VERSION,
  type ConformanceScenario,
} from '../../model/conformance.js';
import type { ConformanceResult, ConformanceRun } from '../../model/facts/conformance.js';
import type { McpSession } from '../../model/facts/mcp.js';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { HANDSHAKE_VERSION, MODERN_VERSION, type Era } from '../../model/mcp-protocol.js';
import type { ProbeContext } from '../define-probe.js';
import { atLocalhost } from './at-localhost.js';
import { installSuite } from './install-suite.js';
import { suiteVariables } from './suite-variables.js';

export interface SuiteInput {
  readonly transport: ConformanceRun['transport'];
  /** The endpoint, of this machine. */
  readonly url: URL;
  readonly session: McpSession;
  readonly owned: boolean;
  /** Tools that the project lets be called. */
  readonly listed: readonly string[];
}

const SCENARIO_MS = 30_000;
const SIDE_BY_SIDE = 2;
const MAX_BYTES = 4 * 1024 * 1024;
const MAX_CHECKS = 100;
/** Revisions with a handshake that the suite knows. */
const KNOWN = [HANDSHAKE_VERSION, '2025-06-18', '2025-03-26'];

const checksSchema = z.array(
  z.object({
    id: z.string(),
    description: z.string().default(''),
    status: z.enum(['SUCCESS', 'FAILURE', 'WARNING', 'SKIPPED', 'INFO']),
    errorMessage: z.string().optional(),
  }),
);

/** Runs every scenario of the suite that suits the server, two at a time, each as a process of its own. */
export async function runSuite(input: SuiteInput, context: ProbeContext): Promise<ConformanceRun> {
  const program = await installSuite(context);
  const capabilities = Object.keys(input.session.capabilities ?? {});
  const leftOut: ConformanceRun['leftOut'] = [];
  const wanted = CONFORMANCE_SCENARIOS.flatMap((scenario: ConformanceScenario) => {
    const reason = whyNot(scenario, input, capabilities);
    if (reason !== undefined) leftOut.push({ scenario: scenario.name, reason });
    return reason === undefined ? revisionsOf(scenario, input).map((revision) => ({ scenario, revision })) : [];
  });
  const results: ConformanceResult[] = [];
  const queue = wanted.values();
  const worker = async () => {
    for (const { scenario, revision } of queue)
      results.push(await runScenario(program, scenario.name, revision, input.url, context));
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  const key = ({ scenario, revision }: ConformanceResult) => `${scenario} ${revision}`;
  return {
    transport: input.transport,
    version: CONFORMANCE_VERSION,
    capabilities,
    results: results.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)),
    leftOut,
    ...askedAt(input),
    command: `npx --yes ${CONFORMANCE_PACKAGE}@${CONFORMANCE_VERSION} server --scenario SCENARIO --spec-version REVISION`,
  };
}

/** Where a person asks the same; behind the bridge there is nothing of it to ask. */
function askedAt({
  transport,
  session: { endpoint, repeat },
}: SuiteInput): Pick<ConformanceRun, 'endpoint' | 'repeat'> {
  if (transport === 'stdio') return {};
  return {
    endpoint: atLocalhost(endpoint),
    ...(repeat === undefined ? {} : { repeat: { ...repeat, url: atLocalhost(repeat.url) } }),
  };
}

function whyNot(scenario: ConformanceScenario, input: SuiteInput, capabilities: readonly string[]): string | undefined {
  const { capability, httpOnly, ownedOnly, calls = [] } = scenario;
  if (revisionsOf(scenario, input).length === 0)
    return scenario.eras.includes('handshake')
      ? 'The server speaks no revision for which the suite has it.'
      : `The server does not speak ${MODERN_VERSION}.`;
  if (capability !== undefined && !capabilities.includes(capability)) return `The server declares no ${capability}.`;
  if (httpOnly === true && input.transport === 'stdio') return 'It asks about HTTP.';
  if (ownedOnly !== undefined && !input.owned) return `${ownedOnly}, and the server was found running.`;
  if (httpOnly === true && input.url.hostname !== 'localhost')
    return 'The suite asks it of a server at localhost only.';
  const there = (input.session.tools ?? []).map(({ name }) => name);
  const called = calls.find((name) => there.includes(name) && !input.listed.includes(name));
  return called === undefined ? undefined : `It calls the tool ${called}, which the project does not list.`;
}

function revisionsOf({ eras }: ConformanceScenario, { session }: SuiteInput): string[] {
  const spoken = new Set<Era>(session.eras);
  const version = session.protocolVersion ?? '';
  return [
    ...(eras.includes('handshake') && spoken.has('handshake') && KNOWN.includes(version) ? [version] : []),
    ...(eras.includes(MODERN_VERSION) && spoken.has(MODERN_VERSION) ? [MODERN_VERSION] : []),
  ];
}

async function runScenario(
  program: string,
  scenario: string,
  revision: string,
  url: URL,
  { processes, environment, signal, target }: ProbeContext,
): Promise<ConformanceResult> {
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-conformance-'));
  try {
    const asked = ['--url', url.href, '--scenario', scenario, '--spec-version', revision];
    const ran = await processes.run(
      process.execPath,
      [program, 'server', ...asked, '--timeout', String(SCENARIO_MS), '--output-dir', folder],
      {
        cwd: folder,
        timeoutMs: SCENARIO_MS + 15_000,
        signal,
        environment: suiteVariables(environment),
        extendEnv: false,
      },
    );
    signal.throwIfAborted();
    const said = (text: string, limit: number) => cleanText(maskSecrets(text, target.secretValues), limit);
    const checks = await checksIn(folder);
    const base = { scenario, revision, durationMs: performance.now() - startedAt };
    if (checks === undefined || checks.length === 0) {
      const [last = 'it said nothing'] = cleanLines(`${ran.stdout}\n${ran.stderr}`, 1, 300);
      return { ...base, checks: [], error: ran.timedOut ? 'The suite took too long.' : said(last, 300) };
    }
    return {
      ...base,
      checks: checks.slice(0, MAX_CHECKS).map(({ id, description, status, errorMessage }) => ({
        id: said(id, 100),
        description: said(description, 300),
        status,
        ...(errorMessage === undefined || errorMessage === '' ? {} : { message: said(errorMessage, 500) }),
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function checksIn(folder: string): Promise<z.infer<typeof checksSchema> | undefined> {
  const [written] = (await readdir(folder)).filter((name) => name.startsWith('server-'));
  if (written === undefined) return undefined;
  const path = join(folder, written, 'checks.json');
  const size = await stat(path).then(
    (found) => found.size,
    () => Infinity,
  );
  return size > MAX_BYTES ? undefined : checksSchema.safeParse(jsonOrUndefined(await readFile(path, 'utf8'))).data;
}
