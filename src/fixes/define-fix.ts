import type { CheckId } from '../model/check.js';
import type { FactName, Facts } from '../model/facts.js';

/** New text or mode of a file of the project. */
export interface FileEdit {
  /** Relative to the project. */
  readonly path: string;
  /** The whole text; as it is when absent. */
  readonly content?: string;
  readonly mode?: number;
  /** What changes and where, for the person who is asked. Never a secret's value. */
  readonly changes: readonly string[];
}

export interface ContainerRemoval {
  readonly id: string;
  readonly name: string;
  readonly image: string;
}

/** What a fix would do. Nothing is done before a person has seen it. */
export interface FixPlan {
  readonly edits?: readonly FileEdit[];
  readonly removals?: readonly ContainerRemoval[];
  /** Why nothing changes, as the end of a sentence without its stop; where nothing does. */
  readonly because?: string;
}

export interface FixInput {
  /** Text of a file that `reads` names, with what fixes before this one changed; undefined when there is none. */
  readonly file: (path: string) => string | undefined;
  /** 32 random bytes, URL-safe. */
  readonly token: () => string;
}

/** Mends what the check of the same id finds. Pure: the action writes, removes and asks. */
export interface FixDefinition<Needs extends FactName = FactName> {
  readonly id: CheckId;
  /** What it does, as an order: `Write each setting so that every reader takes it alike`. */
  readonly title: string;
  readonly needs: readonly Needs[];
  /** Files whose text it wants. */
  readonly reads: readonly string[];
  plan(facts: Pick<Facts, Needs>, input: FixInput): FixPlan;
}

/** Any fix, as lists hold it. */
export type Fix = Omit<FixDefinition, 'plan'> & { plan(facts: Facts, input: FixInput): FixPlan };

/** Makes a fix. The compiler sees to it that `plan` reads only the facts that `needs` lists. */
export function defineFix<const Needs extends FactName>(definition: FixDefinition<Needs>): Fix {
  return definition;
}
