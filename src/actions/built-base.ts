import { McpDockError } from '../errors/mcp-dock-error.js';
import type { BuildReport } from '../model/build-report.js';
import type { Engine } from '../ports/engine.js';
import { dockerfileBases } from '../probes/image-layers/dockerfile-bases.js';

/** On images that were assembled on this machine in place of the official ones. */
const STAND_IN_LABEL = 'io.mcp-dock.stand-in';

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
}

/** The image that the built stage starts from, as the engine knows it after the build; undefined for `scratch`. */
export async function builtBase(
  engine: Pick<Engine, 'inspectImage'>,
  { dockerfileText, target, buildArguments }: BuiltFrom,
): Promise<Base | undefined> {
  const { finalFrom } = dockerfileBases(dockerfileText, { ...(target !== undefined && { target }), buildArguments });
  if (finalFrom === undefined) return undefined;
  try {
    const { repoDigests, createdAt, labels, layers } = await engine.inspectImage(finalFrom);
    const digest = repoDigests.map((reference) => reference.split('@')[1]).find((found) => found !== undefined);
    return {
      shown: {
        reference: finalFrom,
        ...(digest !== undefined && { digest }),
        createdAt,
        ...(labels[STAND_IN_LABEL] === 'true' && { standIn: true }),
      },
      layers,
    };
  } catch (error) {
    // BuildKit keeps a base that it pulled to itself: the engine then has no image of that name.
    if (error instanceof McpDockError && error.code === 'IMAGE_NOT_FOUND')
      return { shown: { reference: finalFrom }, layers: [] };
    throw error;
  }
}
