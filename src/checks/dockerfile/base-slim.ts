import { stageChain } from '../../model/dockerfile-stages.js';
import { defineCheck } from '../define-check.js';
import { imageName } from './image-names.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/base-slim',
  title: 'What runs is built on a slim base',
  why: 'The full images carry compilers, headers and version control, which a server never runs: hundreds of megabytes, and most of the known vulnerabilities.',
  remedy:
    'Take the -slim, -alpine or distroless variant for the last stage; what only the build needs belongs into an earlier one.',
  severity: 'warning',
  references: [
    {
      title: 'Docker: choose the right base image',
      url: 'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
    },
  ],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    return files.flatMap((file) => {
      const [root] = stageChain(file, file.final);
      const stage = file.stages[root ?? -1];
      if (stage?.image === undefined || !isFull(stage.image)) return [];
      const from = file.instructions.find(({ keyword, line }) => keyword === 'FROM' && line === stage.line);
      return [
        {
          message: `The image that runs is built on ${stage.image}, the full variant.`,
          location: placeIn(file, from ?? stage),
        },
      ];
    });
  },
});

/** Images of which there is a smaller variant under the same name. */
const FULL = new Set([
  'node',
  'python',
  'golang',
  'rust',
  'ruby',
  'php',
  'openjdk',
  'perl',
  'gcc',
  'buildpack-deps',
  'debian',
  'elixir',
  'erlang',
  'swift',
]);
const SMALL = /slim|alpine|distroless|scratch|(?:^|[-/])(?:minimal|micro|jre)(?![a-z])/u;

function isFull(image: string): boolean {
  const { name, tag = '', digest, official, repository } = imageName(image);
  // A digest alone does not say which variant it is.
  if (SMALL.test(tag) || SMALL.test(repository) || (tag === '' && digest !== undefined)) return false;
  if (/^(?:oven\/bun|denoland\/deno)$/u.test(repository)) return true;
  if (/(?:^|\/)devcontainers\//u.test(repository)) return true;
  return official && FULL.has(name);
}
