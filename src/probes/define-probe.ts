import type { FactName, Facts } from '../model/facts.js';
import type { Profile } from '../model/profile.js';
import type { Context } from '../ports/context.js';
import type { Ending, ScenarioName, ScenarioRun, Target } from '../targets/target.js';

/** Thrown by a probe whose question does not arise for this target. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

/** What every probe may use. */
export interface ProbeContext extends Pick<
  Context,
  'engine' | 'processes' | 'signal' | 'cwd' | 'environment' | 'toolVersion'
> {
  readonly target: Target;
  /** A line for the person who waits, where something takes long that is none of the target's faults. */
  readonly note?: (message: string) => void;
  /** How much is asked; what is out of the ordinary has a place only in `full`. */
  readonly profile?: Profile;
  /** `performance.now()` at which waiting must be over for a report to be written. */
  readonly deadline?: number;
  /** A fact that another probe of the same collection provides; waits for it. Throws its reason when it is not known. */
  readonly fact: <Name extends FactName>(name: Name) => Promise<Facts[Name]>;
}

export interface ScenarioProbeContext extends ProbeContext {
  readonly run: ScenarioRun;
}

export interface EndedProbeContext extends ScenarioProbeContext {
  /** Undefined when the container was gone before it could be asked. */
  readonly ending: Ending | undefined;
}

interface ProbeBase<Name extends FactName> {
  readonly fact: Name;
  /** What it does, for progress and errors: `Read the image config`. */
  readonly title: string;
  /** Time that it spends waiting for other facts is not counted. */
  readonly timeoutMs: number;
  /**
   * Facts that are collected with it even when no check needs them. A probe of the phase `ended` names here what it asks for:
   * afterwards is too late.
   */
  readonly after?: readonly FactName[];
  /** Loads what it needs once its scenario is being started, while the server comes up. */
  readonly prepare?: () => Promise<unknown>;
}

/**
 * A reader of the world: collects one fact and does not judge it. It may throw; the checks that need the fact become unknown
 * with the message (NotApplicable: not applicable).
 */
export type Probe<Name extends FactName = FactName> =
  | (ProbeBase<Name> & {
      readonly scenario?: undefined;
      readonly phase?: undefined;
      collect(context: ProbeContext): Promise<Facts[Name]>;
    })
  | (ProbeBase<Name> & {
      readonly scenario: ScenarioName;
      /** The scenario to read from when the target cannot be run under the first. */
      readonly otherwise?: ScenarioName;
      /** `running` (the default): side by side while it runs. `ended`: after it was ended as its scenario says. */
      readonly phase?: 'running';
      /** Not beside the others but when they are done: for what may upset or end the server. */
      readonly last?: true;
      collect(context: ScenarioProbeContext): Promise<Facts[Name]>;
    })
  | (ProbeBase<Name> & {
      readonly scenario: ScenarioName;
      /** The scenario to read from when the target cannot be run under the first. */
      readonly otherwise?: ScenarioName;
      readonly phase: 'ended';
      collect(context: EndedProbeContext): Promise<Facts[Name]>;
    });

/** A fact computed from other facts; `undefined` inputs are out of place or unknown, at least one is known. */
export interface DerivedFact<Name extends FactName = FactName, From extends FactName = FactName> {
  readonly fact: Name;
  readonly from: readonly From[];
  derive(facts: { [Key in From]?: Facts[Key] }): Facts[Name];
}

export function defineProbe<const Name extends FactName>(probe: Probe<Name>): Probe<Name> {
  return probe;
}

export function defineDerivedFact<const Name extends FactName, const From extends FactName>(
  derived: DerivedFact<Name, From>,
): DerivedFact<Name, From> {
  return derived;
}
