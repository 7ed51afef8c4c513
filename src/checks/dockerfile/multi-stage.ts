import { instructionsOf, neededStages, runCommands, stageNamed } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { baseName, unwrapped } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/multi-stage',
  title: 'What builds the server stays behind in a stage of its own',
  why: 'In one stage the tools of the build, its caches and the sources are part of what runs: larger, and more to attack.',
  remedy:
    'Install and compile in a first stage, begin the last one with a slim base, and take the result over with `COPY --from`.',
  severity: 'warning',
  references: [{ title: 'Docker: multi-stage builds', url: 'https://docs.docker.com/build/building/multi-stage/' }],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    const built = files.filter((file) =>
      [...neededStages(file)].some((stage) =>
        instructionsOf(file, stage).some((step) => step.keyword === 'RUN' && leavesSomething(step)),
      ),
    );
    return built.length === 0
      ? { notApplicable: 'Nothing is installed or compiled in the build, so nothing of it could stay behind.' }
      : built.flatMap(findingsOf);
  },
});

/** Programs whose work belongs into the image that runs: users, modes and folders. */
const SETUP = new Set([
  'set',
  'mkdir',
  'chmod',
  'chown',
  'chgrp',
  'ln',
  'adduser',
  'addgroup',
  'useradd',
  'groupadd',
  'rm',
  'true',
]);
const PACKAGES = new Set(['apk', 'apt', 'apt-get', 'dnf', 'microdnf', 'yum', 'tdnf']);
const RENEWS = new Set(['update', 'upgrade', 'dist-upgrade', 'autoremove', 'clean', 'makecache']);

/** Whether a step brings something along: security updates of the base do not, and nor does what sets it up. */
const leavesSomething = (step: DockerfileInstruction): boolean =>
  runCommands(step).some(({ words }) => {
    const [program = '', ...rest] = unwrapped(words);
    const name = baseName(program);
    const verb = rest.find((word) => !word.startsWith('-')) ?? '';
    return !SETUP.has(name) && !(PACKAGES.has(name) && RENEWS.has(verb));
  });

function findingsOf(file: DockerfileFact): Finding[] {
  const needed = neededStages(file);
  const copies = [...needed].some((stage) =>
    instructionsOf(file, stage).some(({ keyword, flags }) => {
      const from = flags.find(({ name }) => name === 'from')?.value;
      return keyword === 'COPY' && from !== undefined && stageNamed(file, from, stage) !== undefined;
    }),
  );
  if (copies) return [];
  const final = file.stages[file.final];
  const found =
    needed.size === 1
      ? 'The image is built in one stage.'
      : `The image is built in ${needed.size} stages, one on top of the other: everything of each is in it.`;
  return [{ message: found, location: placeIn(file, { line: final?.line ?? 1 }) }];
}
