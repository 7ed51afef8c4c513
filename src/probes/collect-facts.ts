import { setTimeout as delay } from 'node:timers/promises';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, maskSecrets, maskValues } from '../model/clean-text.js';
import type { CollectedFact, CollectedFacts, FactName, Facts } from '../model/facts.js';
import { tellingSecretValues } from '../model/telling-secrets.js';
import { formatDuration } from '../model/units.js';
import type { Progress, ProgressGroup } from '../ports/progress.js';
import type { ScenarioName, ScenarioRun, ScenarioSpec } from '../targets/target.js';
import { openTried } from './collecting/open-tried.js';
import { Gate } from './collecting/gate.js';
import { deriveFact } from './collecting/derive-fact.js';
import { ScenarioSession } from './collecting/scenario-session.js';
import { WorkingTime } from './collecting/working-time.js';
import { NotApplicable, type DerivedFact, type Probe, type ProbeContext } from './define-probe.js';

export type CollectContext = Omit<ProbeContext, 'fact'> & {
  readonly progress: Progress;
  /** Of what a person waits for meanwhile; `Look` when absent. */
  readonly title?: string;
};

/** Containers that run side by side. */
const SIDE_BY_SIDE = 3;
/** An engine starts one container after the other anyway; asked for all at once, the first is up as late as the last. */
const STARTING_AT_ONCE = 1;
/** By then a request is on its way. */
const SENT_MS = 5;
/** What is measured to its end takes longest, so it begins first. */
const ORDER: Record<ScenarioSpec['ending'], number> = { SIGTERM: 0, 'stdin-eof': 1, dispose: 2 };

/** The world itself is broken: nothing that is still to be read would tell anything about the target. */
const ENDS_THE_RUN = new Set([
  'ENGINE_UNREACHABLE',
  'ENGINE_PERMISSION',
  'ENGINE_CONTEXT_INVALID',
  'ENGINE_LOST',
  'DISK_FULL',
  'IMAGE_NOT_FOUND',
  'PROGRAM_NOT_STARTED',
]);

/**
 * Collects facts: each scenario that they want is opened once, its probes run side by side, it is ended as it says, then
 * what can be read afterwards, then it is disposed of. What cannot be had is unknown, with the reason. Throws what the signal
 * was aborted with, or an error of the engine itself; not for the target `host`, where such an error is what is looked for.
 */
export async function collectFacts(
  needed: ReadonlySet<FactName>,
  context: CollectContext,
  probes: readonly Probe[],
  derived: readonly DerivedFact[],
  scenarios: readonly ScenarioSpec[],
): Promise<CollectedFacts> {
  return context.progress.group(context.title ?? 'Look', async (group) => {
    const collection = new Collection(context, group, { probes, derived, scenarios });
    return collection.collect(withDependencies(needed, probes, derived));
  });
}

interface Readers {
  readonly probes: readonly Probe[];
  readonly derived: readonly DerivedFact[];
  readonly scenarios: readonly ScenarioSpec[];
}

/** What the given facts are derived from, and what their probes want collected first. */
function withDependencies(
  names: Iterable<FactName>,
  probes: readonly Probe[],
  derived: readonly DerivedFact[],
): ReadonlySet<FactName> {
  const all = new Set<FactName>(names);
  for (const name of all) {
    for (const from of derived.find(({ fact }) => fact === name)?.from ?? []) all.add(from);
    for (const before of probes.find(({ fact }) => fact === name)?.after ?? []) all.add(before);
  }
  return all;
}

class Collection {
  readonly #context: CollectContext;
  readonly #group: ProgressGroup;
  readonly #readers: Readers;
  readonly #facts = new Map<FactName, Promise<CollectedFact<unknown>>>();
  readonly #waits = new Map<FactName, Set<FactName>>();
  readonly #sessions = new Map<ScenarioName, ScenarioSession>();
  readonly #running: Promise<void>[] = [];
  readonly #broken = new AbortController();
  readonly #signal: AbortSignal;
  readonly #gate = new Gate(SIDE_BY_SIDE);
  readonly #prepared = new Set<Probe>();
  readonly #starting = new Gate(STARTING_AT_ONCE);
  /** A run is being started, or there is none to wait for. */
  readonly #begun = Promise.withResolvers<void>();
  readonly #telling: readonly string[];

  constructor(context: CollectContext, group: ProgressGroup, readers: Readers) {
    this.#context = context;
    this.#group = group;
    this.#readers = readers;
    this.#signal = AbortSignal.any([context.signal, this.#broken.signal]);
    this.#telling = tellingSecretValues(context.target.secretValues);
  }

  async collect(needed: ReadonlySet<FactName>): Promise<CollectedFacts> {
    this.#signal.throwIfAborted();
    const ofRuns = new Set([...needed].filter((name) => this.#probe(name)?.scenario !== undefined));
    for (const name of this.#inOrder(ofRuns)) void this.#ask(name);
    // An engine answers one after the other: what it is asked besides would hold up the first container.
    if (this.#sessions.size > 0) await this.#begun.promise;
    for (const name of needed) void this.#ask(name);
    // Sessions and facts that were asked for on the way join these lists while we wait.
    for (let settled = -1; settled !== this.#facts.size + this.#running.length;) {
      settled = this.#facts.size + this.#running.length;
      await Promise.all([...this.#facts.values(), ...this.#running]);
    }
    this.#signal.throwIfAborted();
    const entries = await Promise.all([...this.#facts].map(async ([name, fact]) => [name, await fact] as const));
    return Object.fromEntries(entries) as CollectedFacts;
  }

  #probe(name: FactName): Probe | undefined {
    return this.#readers.probes.find(({ fact }) => fact === name);
  }

  #inOrder(needed: ReadonlySet<FactName>): FactName[] {
    const { scenarios } = this.#readers;
    const rank = (name: FactName) => {
      const wanted = this.#probe(name)?.scenario;
      const spec = scenarios.find((candidate) => candidate.name === wanted);
      return spec === undefined ? -1 : ORDER[spec.ending];
    };
    return [...needed].toSorted((one, other) => rank(one) - rank(other));
  }

  /** The fact, read once however often it is asked for. Never rejects. */
  #ask(name: FactName, lazily = false): Promise<CollectedFact<unknown>> {
    const asked = this.#facts.get(name);
    if (asked !== undefined) return asked;
    const answer = this.#answer(name, lazily);
    this.#facts.set(name, answer);
    return answer;
  }

  async #answer(name: FactName, lazily: boolean): Promise<CollectedFact<unknown>> {
    const derived = this.#readers.derived.find(({ fact }) => fact === name);
    if (derived !== undefined) {
      const inputs = await Promise.all(
        derived.from.map(async (from) => [from, await this.#ask(from, lazily)] as const),
      );
      return deriveFact(derived, Object.fromEntries(inputs) as CollectedFacts);
    }
    const probe = this.#probe(name);
    if (probe === undefined) return { status: 'unknown', reason: `No probe collects "${name}".` };
    try {
      const value = await this.#read(probe, lazily);
      // Whatever it was told: each probe knows best what of it holds secrets, and none has to be right for these.
      return { status: 'known', value: probe.scenario === undefined ? value : maskValues(value, this.#telling) };
    } catch (error) {
      return this.#without(probe, error);
    }
  }

  async #read(probe: Probe, lazily: boolean): Promise<Facts[FactName]> {
    if (probe.scenario === undefined) {
      this.#group.open(probe.fact, probe.title);
      return this.#inTime(probe, (context) => probe.collect(context)).then(
        (value) => {
          this.#group.close(probe.fact, 'done');
          return value;
        },
        (error: unknown) => {
          this.#group.close(probe.fact, error instanceof NotApplicable ? 'skipped' : 'failed');
          throw error;
        },
      );
    }
    const session = this.#sessionOf(
      [probe.scenario, ...(probe.otherwise === undefined ? [] : [probe.otherwise])],
      lazily,
    );
    if (probe.phase === 'ended') {
      return session.whenEnded((run, ending) =>
        this.#inTime(probe, (context) => probe.collect({ ...context, run, ending })),
      );
    }
    if (probe.last === true)
      return session.whenQuiet((run) => this.#inTime(probe, (context) => probe.collect({ ...context, run })));
    return session.whileRunning((run) => this.#inTime(probe, (context) => probe.collect({ ...context, run })));
  }

  #sessionOf(names: readonly ScenarioName[], lazily: boolean): ScenarioSession {
    const specs = names.flatMap((name) => this.#readers.scenarios.filter((spec) => spec.name === name));
    const spec = specs.find((candidate) => this.#context.target.notApplicable(candidate) === undefined);
    if (spec === undefined) {
      const [first] = specs;
      if (first === undefined) throw new Error(`There is no scenario "${names.join('", "')}".`);
      throw new NotApplicable(this.#context.target.notApplicable(first));
    }
    const open = this.#sessions.get(spec.name);
    if (open !== undefined) return open;

    const step = `scenario:${spec.name}`;
    const session = new ScenarioSession(spec, {
      signal: this.#signal,
      open: async () => {
        this.#group.open(step, spec.title ?? `Run ${spec.name}`);
        try {
          const open = (as: ScenarioSpec) => this.#open(as);
          return await (this.#tries(spec)
            ? openTried(spec, open, { ...this.#context, signal: this.#signal })
            : open(spec));
        } finally {
          this.#begun.resolve();
        }
      },
      // One that is asked for on the way must not wait for a place: whoever asks may hold the last one.
      gate: (work) => (lazily ? work() : this.#gate.pass(work)),
      onError: (error) => this.#noteBroken(error),
    });
    this.#sessions.set(spec.name, session);
    // Not in this turn: every probe of the first round shall have asked before the session looks whether any is left.
    this.#running.push(
      Promise.resolve()
        .then(() => session.run())
        .then((done) => this.#group.close(step, done ? 'done' : 'failed')),
    );
    return session;
  }

  async #open(spec: ScenarioSpec): Promise<ScenarioRun> {
    const begun = () => {
      this.#begun.resolve();
      void delay(SENT_MS).then(() => this.#prepare(spec.name));
    };
    return this.#starting.pass(async () => {
      this.#signal.throwIfAborted();
      const run = await this.#context.target.open(spec, this.#signal, begun);
      begun();
      return run;
    });
  }

  #prepare(scenario: ScenarioName): void {
    for (const probe of this.#readers.probes) {
      if (probe.scenario !== scenario || !this.#facts.has(probe.fact) || this.#prepared.has(probe)) continue;
      this.#prepared.add(probe);
      // What could not be loaded will be missed when it collects, and said then.
      void probe.prepare?.().catch(() => undefined);
    }
  }

  #tries({ triedWith }: ScenarioSpec): boolean {
    return triedWith !== undefined && this.#facts.has(triedWith.for);
  }

  /** Gives the probe its context and its time. */
  async #inTime<Value>(probe: Probe, collect: (context: ProbeContext) => Promise<Value>): Promise<Value> {
    const time = new WorkingTime(probe.timeoutMs);
    const signal = AbortSignal.any([this.#signal, time.signal]);
    const { progress, ...base } = this.#context;
    const note = (message: string) => progress.note(message);
    const fact = <Name extends FactName>(name: Name) => time.whilePaused(() => this.#forProbe(probe, name));
    try {
      signal.throwIfAborted();
      return await untilAborted(collect({ ...base, signal, fact, note }), signal);
    } catch (error) {
      if (time.signal.aborted && !this.#signal.aborted) {
        throw new Error(`${probe.title}: no result after ${formatDuration(probe.timeoutMs)}.`, { cause: error });
      }
      throw error;
    } finally {
      time.end();
    }
  }

  async #forProbe<Name extends FactName>(asker: Probe, name: Name): Promise<Facts[Name]> {
    const waits = this.#waits.get(asker.fact) ?? new Set();
    this.#waits.set(asker.fact, waits.add(name));
    if (this.#reaches(name, asker.fact)) throw new Error(`"${asker.fact}" and "${name}" wait for each other.`);
    const found = await this.#ask(name, true);
    waits.delete(name);
    if (found.status === 'known') return found.value as Facts[Name];
    throw found.status === 'not-applicable' ? new NotApplicable(found.reason) : new Error(found.reason);
  }

  #reaches(from: FactName, to: FactName): boolean {
    const seen = new Set<FactName>([from]);
    for (const name of seen) {
      if (name === to) return true;
      for (const next of this.#waits.get(name) ?? []) seen.add(next);
      for (const next of this.#readers.derived.find(({ fact }) => fact === name)?.from ?? []) seen.add(next);
    }
    return false;
  }

  #without(probe: Probe, error: unknown): CollectedFact<unknown> {
    this.#noteBroken(error);
    const message = error instanceof Error ? error.message : String(error);
    const reason = cleanText(maskSecrets(message, this.#context.target.secretValues), 1000);
    if (error instanceof NotApplicable) return { status: 'not-applicable', reason };
    return { status: 'unknown', reason: reason === '' ? `${probe.title} failed.` : reason };
  }

  #noteBroken(error: unknown): void {
    if (this.#context.target.kind === 'host' || this.#signal.aborted) return;
    if (error instanceof McpDockError && ENDS_THE_RUN.has(error.code)) this.#broken.abort(error);
  }
}

function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  // What a probe that was given up still throws has nobody left to hear it.
  work.catch(() => undefined);
  const aborted = Promise.withResolvers<never>();
  const stop = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return Promise.race([work, aborted.promise]).finally(() => signal.removeEventListener('abort', stop));
}
