import { posix } from 'node:path';
import { z } from 'zod';
import { jsonOrUndefined } from '../../model/json-or-undefined.js';

/** Names of the layers in an image archive, lowest first. */
export function layerNames(documents: ReadonlyMap<string, string>): string[] {
  const classic = parse(classicManifestSchema, documents.get('manifest.json'));
  const names = classic?.[0]?.Layers;
  if (names !== undefined && names !== null) return names.map(normalName);
  const oci = ociLayers(parse(descriptorListSchema, documents.get('index.json'))?.manifests ?? [], documents, 0);
  if (oci !== undefined) return oci;
  throw new Error('The image archive has neither a manifest.json nor an index.json that names its layers.');
}

/** `./a//b` and `a/b` are one name. */
export const normalName = (name: string): string => posix.relative('/', posix.resolve('/', name.replaceAll('\0', '')));

const MAX_INDEX_DEPTH = 3;

function ociLayers(
  descriptors: readonly Descriptor[],
  documents: ReadonlyMap<string, string>,
  depth: number,
): string[] | undefined {
  if (depth > MAX_INDEX_DEPTH) return undefined;
  for (const { digest, platform } of descriptors) {
    // Attestations sit beside the image under a platform that is none.
    if (platform?.os === 'unknown') continue;
    const text = documents.get(blobName(digest));
    const manifest = parse(ociManifestSchema, text);
    if (manifest !== undefined) return manifest.layers.map((layer) => blobName(layer.digest));
    const nested = ociLayers(parse(descriptorListSchema, text)?.manifests ?? [], documents, depth + 1);
    if (nested !== undefined) return nested;
  }
  return undefined;
}

const blobName = (digest: string): string => normalName(`blobs/${digest.replace(':', '/')}`);

const classicManifestSchema = z.array(z.object({ Layers: z.array(z.string()).nullish() }));
const descriptorSchema = z.object({ digest: z.string(), platform: z.object({ os: z.string() }).optional() });
type Descriptor = z.infer<typeof descriptorSchema>;
const descriptorListSchema = z.object({ manifests: z.array(descriptorSchema) });
const ociManifestSchema = z.object({ layers: z.array(z.object({ digest: z.string() })) });

/** Undefined when it is not this kind of document; the caller says what is missing. */
const parse = <Value>(schema: z.ZodType<Value>, text: string | undefined): Value | undefined =>
  schema.safeParse(jsonOrUndefined(text)).data;
