import { instructionsOf, neededStages, stageNamed } from '../../model/dockerfile-stages.js';
import type { DockerfileFact } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { endOfLife, PRODUCTS } from './end-of-life.js';
import { imageName, isWellKnown } from './image-names.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/base-pinned',
  title: 'Base images have an explicit version that still gets updates',
  why: 'Without a version the next build takes another image than the last one; a version past its end gets no security updates.',
  remedy: 'Name a tag with a version, such as node:24-bookworm-slim; `mcp-dock pin` adds the digest.',
  severity: 'error',
  references: [
    {
      title: 'Docker: pin base image versions',
      url: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    },
    ...Object.values(PRODUCTS).map(({ title, source }) => ({ title: `${title}: end of life`, url: source })),
  ],
  aliases: ['DL3006', 'DL3007', 'DS-0001', 'DKL-DI-0006'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    return files.length === 0 ? NO_STAGE : files.flatMap((file) => onceEach([...bases(file), ...others(file)]));
  },
});

/** What several stages begin with is one thing to change. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...Map.groupBy(findings, ({ message }) => message).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const lines = others.flatMap(({ location }) => (location?.line === undefined ? [] : String(location.line)));
    if (lines.length === 0) return [first];
    const where = `${lines.length === 1 ? 'line' : 'lines'} ${new Intl.ListFormat('en').format(lines)}`;
    return [{ ...first, message: `${first.message} It is in ${where} too.` }];
  });
}

function bases(file: DockerfileFact): Finding[] {
  return file.stages.flatMap(({ image, line, parent, base }): Finding[] => {
    if (image === undefined || parent !== undefined || image === 'scratch') return [];
    // Meant as a stage: dockerfile/stage-references-valid says so.
    if (!isWellKnown(image) && file.stages.some(({ name }) => name?.toLowerCase() === image.toLowerCase())) return [];
    const location = placeIn(
      file,
      file.instructions.find((one) => one.keyword === 'FROM' && one.line === line) ?? { line },
    );
    const written = base === image ? '' : ` (${base})`;
    const loose = looseness(image);
    if (loose !== undefined)
      return [{ message: `The base image ${image}${written} ${loose.words}.`, location, ...loose.milder }];
    return endOfLife(image, file.readOn).map(({ title, version, end, source }) => ({
      message: `The base image ${image}${written} is made of ${title} ${version}, which gets no updates since ${end}.`,
      location,
      severity: 'warning' as const,
      remedy: `Take a release that is still maintained: ${source}`,
    }));
  });
}

/** Images that COPY and RUN take something from. */
function others(file: DockerfileFact): Finding[] {
  return [...neededStages(file)]
    .sort((a, b) => a - b)
    .flatMap((stage) => instructionsOf(file, stage))
    .flatMap((instruction): Finding[] => {
      const image = instruction.flags.find(({ name }) => name === 'from')?.value;
      if (instruction.keyword !== 'COPY' || image === undefined || image.includes('$')) return [];
      if (stageNamed(file, image, instruction.stage) !== undefined || /^\d+$/u.test(image)) return [];
      // Another stage, before or behind: dockerfile/stage-references-valid says so.
      if (file.stages.some(({ name }) => name?.toLowerCase() === image.toLowerCase())) return [];
      const loose = looseness(image);
      return loose === undefined
        ? []
        : [
            {
              message: `COPY takes files from the image ${image}, which ${loose.words}.`,
              location: placeIn(file, instruction),
              severity: 'warning' as const,
            },
          ];
    });
}

/** Words that follow whatever is newest. */
const FLOATING = /^(?:lts|current|stable|edge|rolling|devel|nightly|main|master|slim|alpine|[a-z]+-slim|slim-[a-z]+)$/u;
const VERSIONED = new Set(['node', 'python', 'golang', 'ruby', 'rust', 'php', 'alpine']);

function looseness(image: string): { words: string; milder?: { severity: 'warning' } } | undefined {
  const { tag, digest, name, official, repository } = imageName(image);
  if (digest !== undefined) return undefined;
  if (tag === undefined) return { words: 'has no tag, and so means "latest"' };
  if (tag === 'latest') return { words: 'has the tag "latest", which is another image every few weeks' };
  const versioned = (official && VERSIONED.has(name)) || /^(?:oven\/bun|denoland\/deno)$/u.test(repository);
  if (versioned && (FLOATING.test(tag) || !/\d/u.test(tag)))
    return { words: `has the tag "${tag}" without a version`, milder: { severity: 'warning' } };
  return undefined;
}
