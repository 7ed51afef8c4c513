import type { ImagePlace } from './dockerfile-images.js';

/** What was found out about a reference. */
export type DigestAnswer = { readonly digest: string } | { readonly reason: string };

/** What a place in a Dockerfile is like, beside what registries say. */
export interface PinnedImage {
  readonly line: number;
  readonly instruction: ImagePlace['instruction'];
  readonly written: string;
  /** With arguments filled in; absent where they have no values. */
  readonly reference?: string;
  readonly state: 'not-pinned' | 'outdated' | 'current' | 'left-alone';
  /** The digest that it has. */
  readonly digest?: string;
  /** The digest that the registry gives for the tag, where it is another one or there is none yet. */
  readonly newest?: string;
  /** Why it is left alone, as a sentence. */
  readonly reason?: string;
}

export interface PinnedDockerfile {
  readonly text: string;
  readonly images: readonly PinnedImage[];
}

/**
 * Writes digests behind the tags of images. Everything else stays as it is, byte for byte; a place where one digest could not be
 * right for everybody who builds is left alone, with the reason.
 */
export function pinDockerfile(
  text: string,
  places: readonly ImagePlace[],
  answers: ReadonlyMap<string, DigestAnswer>,
): PinnedDockerfile {
  const looked = places.map((place) => ({
    place,
    image: withoutConflict(look(place, answers), place, places, answers),
  }));
  const edits = new Map(
    looked.flatMap(({ place: { edit }, image: { newest } }) =>
      // Two places may take their digest from one argument.
      edit === undefined || newest === undefined ? [] : [[edit.start, { ...edit, digest: newest }] as const],
    ),
  );
  const changed = [...edits.values()]
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, { start, end, before, digest }) => now.slice(0, start) + before + digest + now.slice(end), text);
  return { text: changed, images: looked.map(({ image }) => image) };
}

function look(place: ImagePlace, answers: ReadonlyMap<string, DigestAnswer>): PinnedImage {
  const { line, instruction, written, reference, byDefault, digest, edit, obstacle } = place;
  const shown = {
    line,
    instruction,
    written,
    ...(reference !== undefined && { reference }),
    ...(digest !== undefined && { digest }),
  };
  const leave = (reason: string): PinnedImage => ({ ...shown, state: 'left-alone', reason });
  if (reference === undefined) return leave(obstacle ?? 'It names no image.');
  const answer = answers.get(reference) ?? { reason: 'Nobody was asked.' };
  if ('reason' in answer) return leave(answer.reason);
  const other = byDefault === undefined ? answer : (answers.get(byDefault) ?? { reason: 'Nobody was asked.' });
  if ('reason' in other)
    return leave(
      `The arguments in mcp-dock.yaml make it ${reference}; whether the same digest is right for ${byDefault}, which the Dockerfile names by itself, is not known: ${other.reason}`,
    );
  if (other.digest !== answer.digest)
    return leave(
      `One digest would be wrong for somebody: the arguments in mcp-dock.yaml make it ${reference} (${answer.digest}), and the Dockerfile alone ${byDefault} (${other.digest}).`,
    );
  if (digest === answer.digest) return { ...shown, state: 'current' };
  if (edit === undefined) return { ...leave(obstacle ?? 'There is no place for a digest.') };
  return { ...shown, state: digest === undefined ? 'not-pinned' : 'outdated', newest: answer.digest };
}

/** One argument cannot hold two digests. */
function withoutConflict(
  image: PinnedImage,
  { edit }: ImagePlace,
  places: readonly ImagePlace[],
  answers: ReadonlyMap<string, DigestAnswer>,
): PinnedImage {
  const { newest, ...rest } = image;
  if (newest === undefined || edit === undefined) return image;
  const others = places.filter((place) => place.edit?.start === edit.start);
  const agreed = others.every((place) => {
    const answer = answers.get(place.reference ?? '');
    return answer !== undefined && 'digest' in answer && answer.digest === newest;
  });
  return agreed
    ? image
    : {
        ...rest,
        state: 'left-alone',
        reason: `Its argument holds the digest of ${[...new Set(others.map(({ reference }) => reference))].join(' and ')}, which are not the same any more: give each its own.`,
      };
}
