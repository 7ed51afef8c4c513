import type { BuildReport } from '../model/build-report.js';
import { repositoryOf } from '../model/image-name.js';
import { STAND_IN_LABEL } from '../model/tool.js';
import type { Engine } from '../ports/engine.js';
import { imageIfThere } from '../probes/doctor/image-if-there.js';
import { dockerfileBases } from '../probes/image-layers/dockerfile-bases.js';
import { sameReference } from '../probes/image-layers/match-base.js';

interface Base {
  /** As the report shows it. */
  readonly shown: NonNullable<BuildReport['base']>;
  /** Digests, the bottom one first; empty when the engine does not know the image. */
  readonly layers: readonly string[];
}

interface BuiltFrom {
  readonly dockerfileText: string;
  readonly target?: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  /** Digests of the layers of what was built, the bottom one first. */
  readonly layers: readonly string[];
  /** Names of the builder's steps, which say what FROM came to. */
  readonly steps: readonly string[];
}

/**
 * The image that the built stage starts from, as the engine knows it after the build; undefined for `scratch`. A builder may have
 * built on something else than what the engine has under that name: then only what the Dockerfile and the builder say is known.
 */
export async function builtBase(
  engine: Pick<Engine, 'inspectImage'>,
  { dockerfileText, target, buildArguments, layers: built, steps }: BuiltFrom,
): Promise<Base | undefined> {
  const { finalFrom } = dockerfileBases(dockerfileText, { ...(target !== undefined && { target }), buildArguments });
  if (finalFrom === undefined) return undefined;
  const said = finalFrom.split('@')[1] ?? resolvedDigest(finalFrom, steps);
  const byName = { shown: { reference: finalFrom, ...(said !== undefined && { digest: said }) }, layers: [] };
  const here = await imageIfThere(engine, finalFrom);
  // BuildKit keeps a base that it pulled to itself: the engine then has no image of that name.
  if (here === undefined || !here.layers.every((digest, index) => built[index] === digest)) return byName;
  const { repoDigests, createdAt, labels, layers } = here;
  const digest = said ?? digestOf(finalFrom, repoDigests);
  return {
    shown: {
      reference: finalFrom,
      ...(digest !== undefined && { digest }),
      createdAt,
      ...(labels[STAND_IN_LABEL] === 'true' && { standIn: true }),
    },
    layers,
  };
}

/** BuildKit writes what a tag came to into the name of its step, when it has asked a registry. */
function resolvedDigest(reference: string, steps: readonly string[]): string | undefined {
  for (const name of steps) {
    const [, found = '', digest] = /^\[[^\]]*\] FROM (\S+)@(sha256:[0-9a-f]{64})(?:\s|$)/u.exec(name) ?? [];
    if (digest !== undefined && sameReference(found, reference)) return digest;
  }
  return undefined;
}

/** Of its own repository first: an image may have been pushed to others too. */
const digestOf = (reference: string, repoDigests: readonly string[]): string | undefined =>
  ownDigest(reference, repoDigests) ?? repoDigests[0]?.split('@')[1];

/** The digest under which the registry of this very reference has the image, as far as the engine knows. */
export function ownDigest(reference: string, repoDigests: readonly string[]): string | undefined {
  const repository = repositoryOf(reference);
  return repoDigests.find((entry) => sameReference(entry.split('@')[0] ?? '', repository))?.split('@')[1];
}
