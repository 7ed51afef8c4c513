import { diff3Merge } from 'node-diff3';

export interface MergedText {
  /** Both changes in one text; with conflict markers where they meet. */
  readonly text: string;
  /** Places where both changed the same lines, each with its markers. */
  readonly conflicts: readonly string[];
}

/** Merges two texts that were one, by lines. `labels` stand behind the markers. */
export function mergeText(
  { base, ours, theirs }: { readonly base: string; readonly ours: string; readonly theirs: string },
  labels: { readonly ours: string; readonly theirs: string },
): MergedText {
  const conflicts: string[] = [];
  const lines = diff3Merge(ours.split('\n'), base.split('\n'), theirs.split('\n'), {
    excludeFalseConflicts: true,
  }).flatMap(({ ok, conflict }) => {
    if (conflict === undefined) return ok ?? [];
    const marked = [`<<<<<<< ${labels.ours}`, ...conflict.a, '=======', ...conflict.b, `>>>>>>> ${labels.theirs}`];
    conflicts.push(marked.join('\n'));
    return marked;
  });
  return { text: lines.join('\n'), conflicts };
}
