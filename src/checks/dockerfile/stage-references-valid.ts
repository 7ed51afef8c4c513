import { namedSources, stageNamed } from '../../model/dockerfile-stages.js';
import type { DockerfileFact } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { isWellKnown } from './image-names.js';
import { builderCheck, NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/stage-references-valid',
  title: 'Stages build on, and copy from, earlier stages',
  why: 'A stage is known only below its own FROM: a reference to itself or to a later one is looked up at a registry, or refused.',
  remedy: 'Move the stage that is named above the one that uses it, and give each stage a name of its own.',
  severity: 'error',
  references: [{ title: 'Docker: multi-stage builds', url: 'https://docs.docker.com/build/building/multi-stage/' }],
  aliases: ['DL3022', 'DL3023', 'DL3024', 'DuplicateStageName'],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    return files.length === 0
      ? NO_STAGE
      : files.flatMap((file) =>
          [...bases(file), ...copies(file), ...target(file)].map((finding) => ({
            ...finding,
            repro: builderCheck(file),
          })),
        );
  },
});

const same = (one: string | undefined, other: string | undefined) =>
  one !== undefined && one.toLowerCase() === other?.toLowerCase();

function bases(file: DockerfileFact): Finding[] {
  return file.stages.flatMap(({ image, name, line, parent }, index): Finding[] => {
    const location = placeIn(
      file,
      file.instructions.find((one) => one.keyword === 'FROM' && one.line === line) ?? { line },
    );
    const twice = file.stages.findIndex((stage) => same(stage.name, name));
    const duplicate =
      name !== undefined && twice < index ? [{ message: `Two stages are called "${name}".`, location }] : [];
    if (image === undefined || parent !== undefined || isWellKnown(image)) return duplicate;
    if (same(image, name)) return [...duplicate, { message: `The stage "${name ?? ''}" builds on itself.`, location }];
    const later = file.stages.findIndex((stage, at) => at > index && same(stage.name, image));
    return later < 0
      ? duplicate
      : [
          ...duplicate,
          {
            message: `FROM names "${image}", a stage that begins only on line ${file.stages[later]?.line ?? 0}.`,
            location,
          },
        ];
  });
}

function copies(file: DockerfileFact): Finding[] {
  return file.instructions.flatMap((instruction) =>
    namedSources(instruction).flatMap((name): Finding[] => {
      const { stage, keyword } = instruction;
      if (name.includes('$') || stageNamed(file, name, stage) !== undefined) return [];
      const location = placeIn(file, instruction);
      const flag = keyword === 'RUN' ? 'RUN --mount' : `${keyword} --from`;
      if (/^\d{1,4}$/u.test(name))
        return [
          {
            message: `${flag} names stage ${name}, and no stage of that number comes before it.`,
            location,
          },
        ];
      if (same(file.stages[stage]?.name, name))
        return [{ message: `${flag} names "${name}", the stage in which it stands.`, location }];
      const later = file.stages.find((one, at) => at > stage && same(one.name, name));
      return later === undefined
        ? []
        : [{ message: `${flag} names "${name}", a stage that begins only on line ${later.line}.`, location }];
    }),
  );
}

function target(file: DockerfileFact): Finding[] {
  const { target: wanted, stages } = file;
  if (
    wanted === undefined ||
    stages.some(({ name }) => same(name, wanted)) ||
    (/^\d+$/u.test(wanted) && Number(wanted) < stages.length)
  )
    return [];
  const names = stages.flatMap(({ name }) => name ?? []);
  const known = names.length === 0 ? 'none has a name' : `there are ${names.slice(0, 10).join(', ')}`;
  return [
    {
      message: `mcp-dock.yaml builds the stage "${wanted}", and ${known}.`,
      location: { uri: file.path },
      remedy: 'Name a stage of the Dockerfile as `build.target` in mcp-dock.yaml.',
    },
  ];
}
