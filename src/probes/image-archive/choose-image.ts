import { z } from 'zod';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';
import { normalName } from '../image-layers/archive-layout.js';

/** One image of an archive, as its manifest names it. */
export interface ListedImage {
  readonly references: readonly string[];
  /** `linux/amd64`, `linux/arm64/v8`; absent where only its config tells. */
  readonly platform?: string;
  /** Names of members. */
  readonly config: string;
  readonly layers: readonly string[];
}

const classicSchema = z.array(
  z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()).nullish() }),
);
const descriptorSchema = z.object({
  digest: z.string(),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() }).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
type Descriptor = z.infer<typeof descriptorSchema>;
const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const manifestSchema = z.object({
  config: z.object({ digest: z.string(), mediaType: z.string().optional() }),
  layers: z.array(z.object({ digest: z.string() })),
});

const MAX_DEPTH = 3;
const MAX_IMAGES = 500;

/** The images of an archive, in its order. Throws when it is of another kind. */
export function listImages(format: 'oci' | 'docker', texts: ReadonlyMap<string, string>): ListedImage[] {
  if (format === 'docker') {
    const manifest = classicSchema.safeParse(jsonOrUndefined(texts.get('manifest.json')));
    if (!manifest.success)
      throw new Error(
        texts.has('index.json')
          ? 'It has no manifest.json; read it as oci-archive: instead.'
          : 'It has no manifest.json, as what `docker save` writes has.',
      );
    return manifest.data.map(({ Config, RepoTags, Layers }) => ({
      references: RepoTags ?? [],
      config: normalName(Config),
      layers: (Layers ?? []).map(normalName),
    }));
  }
  const index = indexSchema.safeParse(jsonOrUndefined(texts.get('index.json')));
  if (!index.success)
    throw new Error(
      texts.has('manifest.json')
        ? 'It has no index.json; read it as docker-archive: instead.'
        : 'It has no index.json, as an OCI image layout has.',
    );
  return imagesBelow(index.data.manifests, texts, { references: [], depth: 0 }).slice(0, MAX_IMAGES);
}

interface Above {
  readonly references: readonly string[];
  readonly depth: number;
}

function imagesBelow(
  descriptors: readonly Descriptor[],
  texts: ReadonlyMap<string, string>,
  { references, depth }: Above,
): ListedImage[] {
  if (depth > MAX_DEPTH) return [];
  return descriptors.slice(0, MAX_IMAGES).flatMap(({ digest, platform, annotations }) => {
    // Attestations sit beside the image under a platform that is none.
    if (platform?.os === 'unknown') return [];
    const text = jsonOrUndefined(texts.get(blobName(digest)));
    const named = nameOf(annotations);
    const own = named === undefined ? references : [named];
    const index = indexSchema.safeParse(text);
    if (index.success) return imagesBelow(index.data.manifests, texts, { references: own, depth: depth + 1 });
    const manifest = manifestSchema.safeParse(text);
    if (!manifest.success) return [];
    const { config, layers } = manifest.data;
    return {
      references: own,
      ...(platform === undefined ? {} : { platform: platformName(platform) }),
      config: blobName(config.digest),
      layers: layers.map((layer) => blobName(layer.digest)),
    };
  });
}

/** Docker and containerd write the whole name, others the tag alone. */
function nameOf(annotations: Readonly<Record<string, string>> = {}): string | undefined {
  const full = annotations['io.containerd.image.name'];
  if (full !== undefined) return full.replace(/^docker\.io\/(?:library\/)?/u, '');
  return annotations['org.opencontainers.image.ref.name'];
}

export const blobName = (digest: string): string => normalName(`blobs/${digest.replace(':', '/')}`);

export const platformName = ({ os, architecture, variant }: NonNullable<Descriptor['platform']>): string =>
  [os, architecture, ...(variant === undefined || variant === '' ? [] : [variant])].join('/');

/**
 * The image that is meant: the one that `asked` names by reference or platform, else the only one, else that of this machine's
 * platform. Throws with the choice when that leaves several or none.
 */
export function chooseImage(
  images: readonly ListedImage[],
  { asked, platform }: { readonly asked?: string; readonly platform: string },
): ListedImage {
  const [first, ...others] = images;
  if (first === undefined) throw new Error('It holds no image.');
  if (asked === undefined) {
    if (others.length === 0) return first;
    const [here, ...more] = images.filter((image) => isPlatform(image, platform));
    if (here !== undefined && more.length === 0) return here;
    throw new Error(`It holds ${images.length} images; name one behind a #: ${choices(images)}.`);
  }
  const named = images.filter(
    (image) => image.references.some((name) => sameName(name, asked)) || isPlatform(image, asked),
  );
  const [found, ...more] = named;
  if (found === undefined) throw new Error(`It holds no image "${asked}"; there is ${choices(images)}.`);
  if (more.length === 0) return found;
  const here = named.filter((image) => isPlatform(image, platform));
  if (here[0] !== undefined && here.length === 1) return here[0];
  throw new Error(`It holds ${named.length} images "${asked}"; name the platform: ${choices(named)}.`);
}

/** `linux/arm64` also means `linux/arm64/v8`. */
const isPlatform = ({ platform }: ListedImage, asked: string): boolean =>
  platform === asked || platform?.startsWith(`${asked}/`) === true;

const sameName = (name: string, asked: string): boolean => name === asked || name === `${asked}:latest`;

const choices = (images: readonly ListedImage[]): string =>
  [...new Set(images.map(({ platform, references: [name] }) => platform ?? name ?? 'one without a name'))]
    .slice(0, 10)
    .join(', ');
