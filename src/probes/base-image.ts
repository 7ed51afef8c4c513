import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { readTextIfThere } from '../config/read-text.js';
import { defineProbe, NotApplicable, type ProbeContext } from './define-probe.js';
import { dockerfileBases, type DockerfileBases } from './image-layers/dockerfile-bases.js';
import { matchBase, startsWithBuilder, type LocalImage } from './image-layers/match-base.js';

/** Each costs one inspect of about a millisecond. */
const MAX_LOCAL_IMAGES = 300;
const noBases: DockerfileBases = { builderFroms: [] };

export default defineProbe({
  fact: 'baseImage',
  title: 'Find the base image',
  timeoutMs: 30_000,
  async collect({ engine, target, cwd }) {
    const reference = target.imageReference;
    if (reference === undefined) throw new NotApplicable(`${target.title} has no image.`);
    const [image, listed, bases] = await Promise.all([
      engine.inspectImage(reference),
      engine.listImages(),
      target.settings.configured ? projectBases(cwd) : noBases,
    ]);
    const locals = await localImages(engine, listed);
    const own: LocalImage = { id: image.id, references: [], layers: image.layers, createdAt: image.createdAt };
    const found = matchBase(own, locals, bases.finalFrom);
    return {
      ...(found === undefined ? {} : { matched: found.reference }),
      matchedLayers: found?.layers ?? 0,
      ...(bases.finalFrom === undefined ? {} : { finalFrom: bases.finalFrom }),
      builderFroms: [...bases.builderFroms],
      startsWithBuilder: startsWithBuilder(own, locals, bases),
    };
  },
});

async function localImages(
  engine: ProbeContext['engine'],
  listed: readonly { readonly id: string; readonly references: readonly string[] }[],
): Promise<LocalImage[]> {
  const tagged = listed
    .filter(({ references }) => references.length > 0)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .slice(0, MAX_LOCAL_IMAGES);
  const images = await Promise.all(
    tagged.map(({ id, references }) =>
      engine.inspectImage(id).then(
        ({ layers, createdAt }) => [{ id, references, layers, createdAt }],
        // Removed by someone between the list and now.
        () => [],
      ),
    ),
  );
  return images.flat();
}

/** The part of mcp-dock.yaml that says which Dockerfile is built how; whether the rest is right is not asked here. */
const buildSchema = z.object({
  build: z
    .object({
      dockerfile: z.string().optional(),
      target: z.string().optional(),
      args: z.record(z.string(), z.coerce.string()).optional(),
    })
    .optional(),
});

async function projectBases(directory: string): Promise<DockerfileBases> {
  const config = await readTextIfThere(join(directory, 'mcp-dock.yaml'));
  const build = config === undefined ? undefined : buildSchema.safeParse(parse(config)).data?.build;
  const text = await readTextIfThere(join(directory, build?.dockerfile ?? 'Dockerfile'));
  if (text === undefined) return noBases;
  return dockerfileBases(text, {
    ...(build?.target === undefined ? {} : { target: build.target }),
    ...(build?.args === undefined ? {} : { buildArguments: build.args }),
  });
}
