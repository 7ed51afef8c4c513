import { setTimeout as delay } from 'node:timers/promises';
import type { Baseline } from '../checks/accepting/accept-findings.js';
import { checks as all } from '../checks/index.js';
import { factsFor, judge, platformOf } from '../checks/judge.js';
import { prepareChecks } from '../checks/run-checks.js';
import type { Check } from '../model/check.js';
import { tellingSecretValues } from '../model/telling-secrets.js';
import type { CollectedFacts, FactName } from '../model/facts.js';
import type { Accepted } from '../model/facts/accepted.js';
import { profileOf, type Profile } from '../model/profile.js';
import type { Report, Result } from '../model/report.js';
import { withOrigin } from '../plan/contract-origin.js';
import { everAnswered, withoutTransport, wrongGuess } from '../plan/without-guesses.js';
import type { Context } from '../ports/context.js';
import { collectFacts } from '../probes/collect-facts.js';
import { deriveAgain } from '../probes/collecting/derive-fact.js';
import { derivedFacts, probes } from '../probes/index.js';
import { scenarios } from '../scenarios/index.js';
import { removeRun } from '../targets/remove-run.js';
import { STARTED_ONCE, startedOnce } from '../targets/started-once.js';
import type { ScenarioSpec, Target } from '../targets/target.js';
import { collectFileFacts, factsOfFiles, onlyFiles, unseen } from './file-facts.js';
import { requireSoundLock } from './lock.js';
import { discoverHttp, settlePort } from './discover-http.js';
import { openTarget, type OpenTargetInput } from './open-target.js';
import { repeatPlain } from './repeat-plain.js';
import { projectImage } from './own-project.js';
import { reapLeftovers } from './reap-leftovers.js';
import { requireSoundSchemas } from './require-sound-schemas.js';
import { requireSoundWaivers } from './require-sound-waivers.js';
import { timeLimit } from './time-limit.js';

export interface VerifyInput extends OpenTargetInput {
  readonly checks: readonly Check[];
  /** `quick` starts the server once; absent for `standard`. */
  readonly profile?: Profile;
  /** Findings that were known before. */
  readonly baseline?: Baseline;
  /** The run writes the lock: what was locked before is not held against it. */
  readonly lock?: boolean;
  /** For the whole run, from when the image is here. */
  readonly timeoutMs: number;
}

export interface VerifyOutcome {
  readonly target: string;
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  /** It was started or asked, and nothing ever answered. */
  readonly neverStarted: boolean;
  /** Checks that the profile left without anything to ask. */
  readonly notRun?: NonNullable<Report['notRun']>;
  /** What became of the baseline. */
  readonly baseline?: Accepted['baseline'];
}

/** Target → start → probes → facts → findings. The caller renders them. Whatever was started is gone when it returns or throws. */
export async function verify(input: VerifyInput, context: Context): Promise<VerifyOutcome> {
  let during = 'the target was being looked up';
  using limit = timeLimit(context.signal, input.timeoutMs, () => ({ during }));
  const limited = { ...context, signal: limit.signal };
  const needed = new Set<FactName>([...factsFor(input.checks), 'accepted']);

  if (input.project !== undefined && input.lock !== true && onlyFiles(needed)) {
    const collected = await collectFileFacts(needed, input.project, limited);
    requireSoundWaivers(collected, input.project);
    await prepareChecks(input.checks);
    return outcomeOf({ title: projectImage(input.project) }, input, collected);
  }
  const wanted = withPlaces(needed);
  const [accepted] = await Promise.all([
    collectFileFacts(new Set(['accepted']), input.project, limited),
    tidyUp(input, context),
  ]);
  requireSoundWaivers(accepted, input.project);
  if (needed.has('mcpSessions')) await requireSoundSchemas(input.project);
  if (input.project !== undefined && needed.has('lock')) await requireSoundLock(context);
  // An image that is named may have to be pulled first, and that takes what the line takes: Ctrl-C alone ends it.
  if (input.target.kind !== 'image' && input.target.kind !== 'compose') limit.start();
  const opened = await openTarget(input, limited);
  during = `${opened.title} was being verified`;
  limit.start();
  const once = input.profile === 'quick' && input.checks.every((check) => profileOf(check) === 'quick');
  // An engine takes its time to start a container, and a server to come up: files are read meanwhile.
  const loaded = delay(LOAD_AFTER_MS).then(() => prepareChecks(input.checks));
  const files = delay(FILES_AFTER_MS)
    .then(() => collectFileFacts(wanted, input.project, { ...limited, progress: unseen }))
    .then(async (read) => {
      await loaded;
      return { ...read, ...accepted };
    });
  // Whoever waits for them hears of it.
  loaded.catch(() => undefined);
  files.catch(() => undefined);
  const beside = { names: factsOfFiles(wanted, input.project), files };
  const collected = await disposing(opened, context, (target) =>
    lookAt(once ? startedOnce(target) : target, input, withEngineOf(target, limited), beside),
  );
  return outcomeOf(opened, input, { ...withOrigin(collected), ...(await whatIsLeft(opened, needed, limited)) });
}

async function disposing(
  opened: Target,
  { engine }: Pick<Context, 'engine'>,
  look: (target: Target) => Promise<CollectedFacts>,
): Promise<CollectedFacts> {
  try {
    await using target = opened;
    return await look(target);
  } catch (error) {
    // A probe that was given up may have asked for one more container. An engine that is gone is told of by the error itself.
    if (opened.owns !== undefined) await removeRun(engine, opened.owns.runId, { late: true }).catch(() => undefined);
    throw error;
  }
}

/** Facts that are read when everything that was started is gone. */
const LAST: ReadonlySet<FactName> = new Set(['orphans']);

async function whatIsLeft(target: Target, needed: ReadonlySet<FactName>, context: Context): Promise<CollectedFacts> {
  const names = [...LAST].filter((name) => needed.has(name));
  return names.length === 0
    ? {}
    : collectFacts(new Set(names), { ...context, target }, probes, derivedFacts, scenarios);
}

/** An image in a file answers for itself. */
const withEngineOf = ({ archive, secretValues }: Target, context: Context): Context =>
  archive === undefined ? context : { ...context, engine: archive.engine(tellingSecretValues(secretValues)) };

/** By then the first container is asked for. */
const FILES_AFTER_MS = 20;
/** By then it is being started. */
const LOAD_AFTER_MS = 250;

/** A finding about a layer is told the line of the Dockerfile that made it. */
const withPlaces = (needed: ReadonlySet<FactName>): ReadonlySet<FactName> =>
  needed.has('imageConfig') || needed.has('imageContents') ? new Set([...needed, 'dockerfiles']) : needed;

function outcomeOf(
  { title, imageConfig, load }: Pick<Target, 'title' | 'imageConfig' | 'load'>,
  { checks, baseline, lock = false }: VerifyInput,
  collected: CollectedFacts,
): VerifyOutcome {
  const { results, accepted } = judge(checks, lock ? { ...collected, lock: WRITTEN } : collected, {
    all,
    ...(baseline !== undefined && { baseline }),
    platform: imageConfig && platformOf(imageConfig),
    now: () => performance.now(),
  });
  const isLeftOut = ({ outcome, reason }: Result) => outcome === 'not-applicable' && reason === STARTED_ONCE;
  return {
    target: title,
    results: results.filter((result) => !isLeftOut(result)).map((result) => afterLoading(result, load)),
    collected,
    neverStarted: everAnswered(collected) === false,
    notRun: results.filter(isLeftOut).map(({ id }) => ({ id, because: 'in --profile standard' })),
    baseline: accepted.baseline,
  };
}

const WRITTEN = { status: 'not-applicable', reason: 'This run writes the lock anew.' } as const;

/** Commands of findings about an image in a file give it to the engine first. */
function afterLoading(result: Result, load: string | undefined): Result {
  if (load === undefined) return result;
  const findings = result.findings.map((finding) =>
    finding.repro?.startsWith('docker ') === true ? { ...finding, repro: `${load} && ${finding.repro}` } : finding,
  );
  return { ...result, findings };
}

async function tidyUp({ target }: VerifyInput, context: Context): Promise<void> {
  if (target.kind === 'http' || target.kind === 'command' || target.kind === 'archive') return;
  const reaped = await reapLeftovers(context);
  if (reaped.length > 0) context.progress.note(`Removed what an earlier run left behind: ${reaped.join(', ')}.`);
}

/** What is left for a report when a probe has waited as long as it may. */
const REPORT_MS = 5_000;

/** What is written to the lock, whatever the checks ask. */
const OF_LOCK: readonly FactName[] = ['contract', 'baseImage', 'mcpSdks'];

/** As they are, with nothing tried first. */
const plainScenarios = scenarios.map(({ name, title, mode, container, ending }): ScenarioSpec => ({
  name,
  ...(title !== undefined && { title }),
  mode,
  container,
  ending,
}));

async function lookAt(
  opened: Target,
  { checks, lock = false, timeoutMs, profile }: Pick<VerifyInput, 'checks' | 'lock' | 'timeoutMs' | 'profile'>,
  context: Context,
  /** What is read of files meanwhile. */
  { names: ofFiles, files }: { readonly names: ReadonlySet<FactName>; readonly files: Promise<CollectedFacts> },
): Promise<CollectedFacts> {
  const from = performance.now();
  const deadline = from + timeoutMs - REPORT_MS;
  const wanted: readonly FactName[] = [...factsFor(checks), ...(lock ? OF_LOCK : [])];
  const needed = new Set(wanted.filter((name) => !ofFiles.has(name) && !LAST.has(name)));
  const runs = probes.some(({ fact, scenario }) => scenario !== undefined && needed.has(fact));
  const target = runs ? await settlePort(opened, context.signal) : opened;
  const collect = async (at: Target, names: ReadonlySet<FactName>): Promise<CollectedFacts> => ({
    ...(await collectFacts(names, { ...context, target: at, deadline, profile }, probes, derivedFacts, scenarios)),
    ...(await files),
  });
  const first = await collect(target, needed);
  const found = await discoverHttp(target, first, context.signal);
  const facts = found === undefined ? first : await collect(found, needed);
  const at = found ?? target;
  const wrong = wrongGuess(facts, at.settings);
  if (wrong === undefined) {
    const tookMs = performance.now() - from;
    const looked = { collected: facts, tookMs, leftMs: timeoutMs - tookMs };
    return repeatPlain(checks, looked, (names) =>
      collectFacts(names, { ...context, target: at, profile }, probes, derivedFacts, plainScenarios),
    );
  }

  const other = at.without?.(wrong) ?? at;
  const settled = withoutTransport(
    facts,
    wrong,
    probes.filter(({ scenario }) => scenario === wrong).map(({ fact }) => fact),
  );
  // What the wrong transport could not tell is asked of the other one, where it can be.
  const again = wrong === 'http' ? await collect(other, askedAgain(needed)) : {};
  return deriveAgain({ ...settled, settings: { status: 'known', value: other.settings }, ...again }, derivedFacts);
}

/** Facts that are read over HTTP where there is HTTP, and over stdio where there is none. */
function askedAgain(needed: ReadonlySet<FactName>): ReadonlySet<FactName> {
  const names = probes
    .filter((probe) => probe.scenario === 'http' && probe.otherwise !== undefined)
    .map(({ fact }) => fact);
  return new Set(names.filter((name) => needed.has(name)));
}
