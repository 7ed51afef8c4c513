import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'image/runtime-base',
  title: 'Image is built on its runtime base, not on a builder',
  why: 'An image that begins with the layers of a builder carries compilers, headers and caches that were meant to stay behind.',
  remedy:
    'Build the final stage: no `--target` of a builder stage, and `FROM <runtime image>` as the last FROM of the Dockerfile.',
  severity: 'warning',
  references: [{ title: 'Docker: multi-stage builds', url: 'https://docs.docker.com/build/building/multi-stage/' }],
  since: '0.1.0',
  needs: ['imageConfig', 'baseImage'],
  run({ imageConfig: { reference }, baseImage: { finalFrom, builderFroms, matched, startsWithBuilder } }) {
    if (finalFrom === undefined)
      return { notApplicable: 'No Dockerfile of the project says what the image is built on.' };
    if (builderFroms.length === 0)
      return { notApplicable: 'The Dockerfile has no builder stage with a base of its own.' };
    if (!startsWithBuilder && matched === undefined)
      return { notApplicable: `${finalFrom} is not on the engine, so the layers cannot be compared.` };
    if (!startsWithBuilder) return [];
    return [
      {
        message: `The image begins with the layers of a builder stage (${builderFroms.join(', ')}), not with those of ${finalFrom}.`,
        location: { uri: reference },
        ...(matched === undefined ? {} : { evidence: [`The layers are those of ${matched}.`] }),
        repro: `docker image inspect --format '{{json .RootFS.Layers}}' ${reference} ${finalFrom}`,
      },
    ];
  },
});
