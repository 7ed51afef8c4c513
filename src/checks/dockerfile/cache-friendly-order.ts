import { copyWords, instructionsOf, neededStages, stageChain } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { installsOf } from './installs.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/cache-friendly-order',
  title: 'Dependencies are installed before the sources are copied',
  why: 'A step is made anew when something above it changes: below the sources, every edit installs all dependencies again.',
  remedy: 'Copy only manifest and lock file, install, and copy the sources behind that.',
  severity: 'warning',
  references: [
    { title: 'Docker: order your layers', url: 'https://docs.docker.com/build/cache/optimize/#order-your-layers' },
  ],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    return files.length === 0
      ? NO_STAGE
      : files.flatMap((file) =>
          [...neededStages(file)].sort((a, b) => a - b).flatMap((stage) => findingsOf(file, stage)),
        );
  },
});

function findingsOf(file: DockerfileFact, stage: number): Finding[] {
  const chain = stageChain(file, stage);
  const all = chain.flatMap((index) => instructionsOf(file, index));
  const broad = all.find(takesSources);
  if (broad === undefined) return [];
  const at = all.indexOf(broad);
  const installs = chain.flatMap((index) => installsOf(file, index));
  const before = installs.filter(({ instruction }) => all.indexOf(instruction) < at);
  // One that was done before is only finished below: the project itself, or the packages for running it.
  const late = installs.filter(
    ({ instruction, manager, alone }) =>
      instruction.stage === stage &&
      all.indexOf(instruction) > at &&
      !alone &&
      !before.some((one) => one.manager === manager || isPython(one.manager) === isPython(manager)),
  );
  return late.slice(0, 1).map((install) => ({
    message: `"${install.text}" stands below line ${broad.line}, which copies the sources.`,
    location: placeIn(file, install.line === install.instruction.line ? install.instruction : { line: install.line }),
  }));
}

const isPython = (manager: string) => /^(?:uv|pip|poetry|pipenv|pdm)$/u.test(manager);

const SOURCE_FOLDERS = /^(?:src|app|lib|server|source|sources|apps)$/u;
const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|py)$/u;
/** Sources by their ending that installs need. */
const NEEDED =
  /(?:^|\/)(?:setup\.py|__init__\.py|__about__\.py|_?version\.py|\.pnp\.[cm]?js|\.pnpmfile\.[cm]?js|[^/]+\.config\.[cm]?[jt]s|binding\.gyp)$/u;

function takesSources(instruction: DockerfileInstruction): boolean {
  const { keyword, flags } = instruction;
  if ((keyword !== 'COPY' && keyword !== 'ADD') || flags.some(({ name }) => name === 'from')) return false;
  return (copyWords(instruction)?.sources ?? []).some((source) => {
    const path = source.replace(/^(?:\.?\/)+/u, '').replace(/\/+$/u, '');
    return (
      path === '' ||
      path === '.' ||
      path === '*' ||
      SOURCE_FOLDERS.test(path) ||
      (SOURCE_FILE.test(path) && !NEEDED.test(path) && !/[*?]/u.test(path))
    );
  });
}
