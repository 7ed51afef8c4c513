import type { LoadedConfig } from '../config/schema.js';
import { cleanText, maskSecrets } from '../model/clean-text.js';
import type { BuildReport } from '../model/build-report.js';
import type { ImageContents } from '../model/facts/image.js';
import type { Context } from '../ports/context.js';
import baseImage from '../probes/base-image.js';
import { collectFacts } from '../probes/collect-facts.js';
import imageContents from '../probes/image-contents.js';
import imageHistory from '../probes/image-history.js';
import { openTarget } from './open-target.js';
import { readableInstruction } from './readable-instruction.js';

const SHOWN = 10;

interface Built {
  readonly reference: string;
  /** Folder of the project, absolute. */
  readonly directory: string;
  readonly project?: Pick<LoadedConfig, 'config' | 'directory'>;
  /** Values that no output may show. */
  readonly masked: readonly string[];
}

type Ports = Pick<Context, 'engine' | 'progress' | 'processes' | 'environment' | 'signal' | 'cwd' | 'toolVersion'>;

/**
 * The largest files that the image has over its base, with the instructions that made them. Asks as `verify` does, with the same
 * probe and the same settings: whoever looks at the image next finds the answer remembered and reads no layer again.
 */
export async function largestFiles(
  { reference, directory, project, masked }: Built,
  ports: Ports,
): Promise<{ readonly files: NonNullable<BuildReport['largestFiles']> } | { readonly reason: string }> {
  const loaded = project && { ...project, path: project.directory, lineOf: () => undefined };
  await using target = await openTarget(
    {
      target: { kind: 'image', reference },
      ...(loaded !== undefined && { project: loaded }),
      environment: {},
      headers: {},
      pull: 'never',
    },
    ports,
  );
  const { imageContents: found } = await collectFacts(
    new Set(['imageContents']),
    { ...ports, cwd: directory, target },
    [baseImage, imageContents, imageHistory],
    [],
    [],
  );
  if (found?.status !== 'known') return { reason: found?.reason ?? 'nobody looked.' };
  return { files: ownFiles(found.value, masked) };
}

/** Without the files of the base: the size of that stands with the layers. */
export const ownFiles = ({ largestFiles: files, layers }: ImageContents, masked: readonly string[]) =>
  files
    .filter(({ layer }) => layers[layer]?.fromBase !== true)
    .slice(0, SHOWN)
    .map(({ path, sizeBytes = 0, layer }) => ({
      path: cleanText(maskSecrets(path, masked)),
      sizeBytes,
      instruction: readableInstruction(maskSecrets(layers[layer]?.instruction ?? '', masked)),
    }));
