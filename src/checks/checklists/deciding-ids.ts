import type { ChecklistName } from '../../model/asked-for.js';
import type { CheckId } from '../../model/check.js';
import type { ChecklistLine } from './checklist.js';
import { checklists } from './index.js';

/** The checks that decide a line, those of the list that it stands for included. */
export const idsOf = ({ by = [], byList }: ChecklistLine): readonly CheckId[] => [
  ...new Set([...by, ...(byList === undefined ? [] : decidingIds(byList))]),
];

/** Every check on which a list rests. */
export const decidingIds = (name: ChecklistName): CheckId[] => [...new Set(checklists[name].lines.flatMap(idsOf))];
