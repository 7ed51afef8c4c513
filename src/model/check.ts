import type { AskedBy } from './asked-for.js';
import type { FactName, Facts } from './facts.js';
import type { Finding, Severity } from './finding.js';
import type { Profile } from './profile.js';

export type CheckId = `${string}/${string}`;

/**
 * What `run` may answer: findings (none: it holds), as far as what it holds where not all was looked at, why the question does not
 * arise, or why the facts leave it open: the server wanted something that only its user has. That is neither good nor the server's
 * fault.
 */
export type CheckAnswer =
  readonly Finding[] | { readonly holds: string } | { readonly notApplicable: string } | { readonly unknown: string };

/**
 * A question about facts, answered without touching the world.
 * `run` sees only the facts that `needs` lists; one that is unknown or out of place never reaches it.
 */
export interface CheckDefinition<Needs extends FactName = FactName> {
  readonly id: CheckId;
  /** The good state, as a sentence. */
  readonly title: string;
  /** Why a person should care. No instructions. */
  readonly why: string;
  /** What to do. No reasons. */
  readonly remedy: string;
  readonly severity: Severity;
  readonly references: readonly { readonly title: string; readonly url: string }[];
  /** Ids of the same question in other tools (CIS-DI-0001, DL3002, DS-0002 …). */
  readonly aliases?: readonly string[];
  /** MCP revisions that demand it; absent for all. */
  readonly revisions?: readonly string[];
  /**
   * The smallest profile in which it runs: `quick` starts the server once, `full` takes half a minute and more than one container.
   * When absent, `quick` for a check of files alone and `standard` for all others.
   */
  readonly profile?: Profile;
  /** It is left out unless somebody asks for it: by this flag, or by its id. */
  readonly asked?: AskedBy;
  /**
   * What it finds is of the machine or of the moment and not of the project, so that no baseline takes it up. When absent, true of
   * checks in the area `host` and false of all others.
   */
  readonly momentary?: boolean;
  readonly since: string;
  readonly needs: readonly Needs[];
  /** Loads what `run` cannot do without and a short command need not wait for; called once or more often before it. */
  readonly prepare?: () => Promise<unknown>;
  run(facts: Pick<Facts, Needs>): CheckAnswer;
}

/** Any check, as lists and runners hold it. */
export type Check = Omit<CheckDefinition, 'run'> & { run(facts: Facts): CheckAnswer };
