import type { CheckId } from '../../model/check.js';
import type { ChecklistName } from '../../model/asked-for.js';

/** One line of a list, as a person ticks it off. */
export interface ChecklistLine {
  /** The requirement that it comes from. */
  readonly row: string;
  readonly text: string;
  /** Checks that decide it together; none for a line that only a person can decide. */
  readonly by?: readonly CheckId[];
  /** A list that decides it. */
  readonly byList?: ChecklistName;
  /** What a person has to do for it, alone or beside the checks. */
  readonly manual?: string;
  /** Checks that will decide it, and are not there yet. */
  readonly awaits?: readonly CheckId[];
}

export interface Checklist {
  readonly name: ChecklistName;
  readonly title: string;
  readonly lines: readonly ChecklistLine[];
}
