import { Readable } from 'node:stream';
import type { Engine } from '../../ports/engine.js';
import type { ImageArchive } from '../../targets/target.js';
import type { ArchiveScan } from '../../model/layer-scan.js';
import { scanMembers } from '../image-layers/scan-archive.js';
import { chooseImage, listImages, platformName } from './choose-image.js';
import { inspected, parseImageConfig, type ImageDocument } from './image-of-config.js';
import { archiveBytes, digestOf, readDocuments } from './read-documents.js';

export interface ArchiveInput {
  readonly format: 'oci' | 'docker';
  /** Absolute. */
  readonly path: string;
  /** Reference or platform of the image that is meant. */
  readonly image?: string;
  /** `linux/amd64`: what is taken of several when nothing is asked for. */
  readonly platform: string;
  readonly signal: AbortSignal;
}

/** What may stand in a reference: a file can name an image with anything. */
const REFERENCE = /^[a-z0-9][\w.:/@-]{0,500}$/iu;

/** Throws an Error with what is wrong with the file. */
export async function openImageArchive({ format, path, image, platform, signal }: ArchiveInput): Promise<ImageArchive> {
  const { texts, sizes } = await readDocuments(archiveBytes(path, signal));
  const images = listImages(format, texts);
  const chosen = chooseImage(images, { ...(image !== undefined && { asked: image }), platform });
  const text = texts.get(chosen.config);
  if (text === undefined) throw new Error(`It names the image config ${chosen.config} and does not hold it.`);
  const document = parseImageConfig(text);
  const id = digestOf(text);
  if (format === 'oci' && !chosen.config.endsWith(id.slice('sha256:'.length)))
    throw new Error(`Its image config is not the one that it names: ${id} in place of ${chosen.config}.`);
  const diffIds = document.rootfs.diff_ids;
  if (diffIds.length !== chosen.layers.length)
    throw new Error(`It has ${chosen.layers.length} layers; its config names ${diffIds.length}.`);
  // Layouts name an image by its tag alone; no command finds it by that. And commands are repeated with what stands here.
  const reference = chosen.references.find((name) => REFERENCE.test(name) && /[:/]/u.test(name)) ?? id;

  let scanned: Promise<ArchiveScan> | undefined;
  const scan = (secretValues: readonly string[]): Promise<ArchiveScan> => {
    scanned ??= scanMembers(Readable.from(archiveBytes(path, signal)), {
      secretValues,
      signal,
      only: chosen.layers,
      diffIds,
    }).then(({ members, ...rest }) => ({ ...rest, layers: members.map((member) => member.scan) }));
    return scanned;
  };
  /** Unpacked, or what the file has of them where they cannot be read: that is another fact's to say. */
  const layerSizes = async (secretValues: readonly string[]): Promise<readonly number[]> => {
    try {
      return (await scan(secretValues)).layers.map(({ sizeBytes }) => sizeBytes);
    } catch {
      return chosen.layers.map((name) => sizes.get(name) ?? 0);
    }
  };
  return {
    reference,
    references: chosen.references,
    platform: chosen.platform ?? platformName(document),
    images: images.length,
    scan,
    engine: (secretValues) =>
      engineOf({
        reference,
        listImages: () => Promise.resolve([]),
        inspectImage: async () => {
          const layers = await layerSizes(secretValues);
          const sizeBytes = layers.reduce((sum, size) => sum + size, 0);
          return inspected(document, { reference, id, sizeBytes, tags: chosen.references });
        },
        imageHistory: async () => historyOf(document, await layerSizes(secretValues)),
      }),
  };
}

function historyOf({ history, rootfs }: ImageDocument, sizes: readonly number[]): ReturnType<Engine['imageHistory']> {
  let layer = 0;
  const entries = history.map(({ created_by: instruction, empty_layer: empty }) => {
    const emptyLayer = empty === true;
    const sizeBytes = emptyLayer ? 0 : (sizes[layer] ?? 0);
    if (!emptyLayer) layer += 1;
    return { instruction, emptyLayer, sizeBytes };
  });
  if (layer === rootfs.diff_ids.length) return Promise.resolve(entries);
  // A history is optional, and one that does not fit says nothing about any layer.
  return Promise.resolve(sizes.map((sizeBytes) => ({ instruction: '', sizeBytes, emptyLayer: false })));
}

type Answered = Pick<Engine, 'listImages' | 'inspectImage' | 'imageHistory'>;

function engineOf({ reference, ...answers }: Answered & { readonly reference: string }): Engine {
  return new Proxy(answers as Engine, {
    get: (known, name) =>
      Reflect.get(known, name) ??
      (() => Promise.reject(new Error(`${reference} is read from a file; ${String(name)} takes an engine.`))),
  });
}
