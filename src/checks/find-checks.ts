import type { Check } from '../model/check.js';

/** Another tool's id may be the name of several: one asks the Dockerfile what another asks the image. */
export function byIdOrAlias(all: readonly Check[], id: string): readonly Check[] {
  const own = all.filter((check) => check.id === id);
  return own.length > 0 ? own : all.filter(({ aliases }) => aliases?.includes(id) === true);
}

/** Ids that share the most pieces with what was asked, and of these the ones that are written most like it. */
export function nearestIds(all: readonly Check[], asked: string): string[] {
  const pieces = asked
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((piece) => piece.length > 2);
  return all
    .map(({ id }) => ({ id, score: pieces.filter((piece) => id.includes(piece)).length }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.id.localeCompare(b.id))
    .slice(0, 3)
    .map(({ id }) => id);
}
