import { isPublicImage } from './base-layers.js';
import type { DockerfileBases } from './dockerfile-bases.js';

export interface LocalImage {
  readonly id: string;
  readonly references: readonly string[];
  readonly layers: readonly string[];
  readonly createdAt: string;
}

/** Two spellings of one reference: `docker.io/library/node:24` and `node:24`. */
export const sameReference = (a: string, b: string): boolean => canonical(a) === canonical(b);

function canonical(reference: string): string {
  const name = reference
    .replace(/^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)\//u, '')
    .replace(/^library\//u, '');
  return /[:@][^/]*$/u.test(name) ? name : `${name}:latest`;
}

/**
 * The image that this one was built on: what the Dockerfile says if its layers are there, else the public image that shares
 * most. Other local images are not believed: a former build of the same project shares its layers too.
 */
export function matchBase(
  image: LocalImage,
  locals: readonly LocalImage[],
  finalFrom: string | undefined,
): { reference: string; layers: number } | undefined {
  const candidates = locals
    .filter(({ id, layers }) => id !== image.id && startsWith(image.layers, layers))
    // With all layers alike the older one is below the younger.
    .filter(({ layers, createdAt }) => layers.length < image.layers.length || createdAt < image.createdAt)
    .flatMap(({ references, layers }) => references.map((reference) => ({ reference, layers: layers.length })));
  const named = candidates.find(({ reference }) => finalFrom !== undefined && sameReference(reference, finalFrom));
  return named ?? candidates.filter(({ reference }) => isPublicImage(reference)).sort(byLayers)[0];
}

/**
 * The image begins with what a builder stage starts from, and not with what the final stage does. Only said when the final
 * stage's image is there to compare with, and does not itself begin with the builder's.
 */
export function startsWithBuilder(
  image: LocalImage,
  locals: readonly LocalImage[],
  { finalFrom, builderFroms }: DockerfileBases,
): boolean {
  const named = (from: string) =>
    locals.find(({ references }) => references.some((reference) => sameReference(reference, from)));
  const final = finalFrom === undefined ? undefined : named(finalFrom);
  if (final === undefined || startsWith(image.layers, final.layers)) return false;
  return builderFroms
    .flatMap((from) => named(from) ?? [])
    .some(({ layers }) => startsWith(image.layers, layers) && !startsWith(final.layers, layers));
}

const byLayers = (a: { reference: string; layers: number }, b: { reference: string; layers: number }): number =>
  b.layers - a.layers || (a.reference < b.reference ? -1 : 1);

const startsWith = (layers: readonly string[], first: readonly string[]): boolean =>
  first.length > 0 && first.length <= layers.length && first.every((digest, index) => digest === layers[index]);
