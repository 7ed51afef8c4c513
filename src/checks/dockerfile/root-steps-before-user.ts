import { instructionsOf, neededStages, runCommands, stageChain } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { baseName, unwrapped } from '../../model/shell-commands.js';
import { defineCheck } from '../define-check.js';
import { startsUnprivileged } from './image-names.js';
import { isRoot } from './non-root-user.js';
import { NO_STAGE, placeIn, shortened, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/root-steps-before-user',
  title: 'Steps that need root come before USER',
  why: 'RUN works as the user of the last USER: a package manager, useradd or chown below it fails, and the build stops.',
  remedy: 'Move the step above USER, or put `USER root` before it and the other user behind it.',
  severity: 'error',
  references: [{ title: 'Dockerfile reference: USER', url: 'https://docs.docker.com/reference/dockerfile/#user' }],
  since: '0.1.0',
  needs: ['dockerfiles'],
  run({ dockerfiles }) {
    const files = withStages(dockerfiles);
    return files.length === 0 ? NO_STAGE : files.flatMap(findingsOf);
  },
});

function findingsOf(file: DockerfileFact): Finding[] {
  return [...neededStages(file)]
    .sort((a, b) => a - b)
    .flatMap((stage) => {
      const before = stageChain(file, stage)
        .slice(0, -1)
        .flatMap((index) => instructionsOf(file, index));
      const own = instructionsOf(file, stage);
      const image = file.stages[stageChain(file, stage)[0] ?? -1]?.image;
      let user = userOf(before) ?? (image !== undefined && startsUnprivileged(image) ? 'nonroot' : 'root');
      let prefix = prefixed(before);
      return own.flatMap((instruction): Finding[] => {
        if (instruction.keyword === 'USER') user = instruction.resolved ?? instruction.args;
        if (prefixed([instruction])) prefix = true;
        if (instruction.keyword !== 'RUN' || isRoot(user) || user.includes('$')) return [];
        return rootSteps(instruction, prefix)
          .slice(0, 1)
          .map(({ line, words }) => ({
            message: `As "${user}", "${shortened(words, 60)}" has no right to do what it does.`,
            location: placeIn(file, line === instruction.line ? instruction : { line }),
          }));
      });
    });
}

const userOf = (instructions: readonly DockerfileInstruction[]) => {
  const last = instructions.findLast(({ keyword }) => keyword === 'USER');
  return last === undefined ? undefined : (last.resolved ?? last.args);
};

/** Global packages of npm go to a folder that somebody chose. */
const prefixed = (instructions: readonly DockerfileInstruction[]) =>
  instructions.some(({ keyword, args }) => keyword === 'ENV' && /\bNPM_CONFIG_PREFIX\b/iu.test(args));

function rootSteps(instruction: DockerfileInstruction, prefix: boolean): { line: number; words: string }[] {
  const commands = runCommands(instruction);
  const global =
    prefix || commands.some(({ words }) => /\bnpm config set (?:-g |--global )?prefix\b/u.test(words.join(' ')));
  return commands.flatMap(({ words, line, after }) => {
    // With sudo it is not this user who does it, and what may fail is tolerated.
    if (baseName(words[0] ?? '') === 'sudo' || after === '||') return [];
    const own = unwrapped(words);
    return needsRoot(own, global) ? [{ line, words: own.join(' ') }] : [];
  });
}

const ALWAYS = new Set(
  'useradd adduser groupadd addgroup usermod groupmod userdel deluser chown chgrp chpasswd passwd setcap update-ca-certificates dpkg-reconfigure ldconfig update-alternatives mount locale-gen'.split(
    ' ',
  ),
);
const PACKAGE_MANAGERS = /^(?:apt-get|apt|aptitude|dnf|yum|microdnf|tdnf|zypper)$/u;
const CHANGES = new Set([
  'update',
  'upgrade',
  'dist-upgrade',
  'install',
  'remove',
  'purge',
  'autoremove',
  'clean',
  'groupinstall',
]);

function needsRoot(words: readonly string[], globalElsewhere: boolean): boolean {
  const [program = '', ...rest] = words;
  const name = baseName(program);
  const plain = rest.filter((word) => !word.startsWith('-'));
  if (ALWAYS.has(name)) return !rest.includes('--help') && !rest.includes('--version');
  if (PACKAGE_MANAGERS.test(name)) return plain.some((word) => CHANGES.has(word));
  if (name === 'apk') return ['add', 'del', 'update', 'upgrade'].includes(plain[0] ?? '');
  if (name === 'dpkg') return rest.some((word) => /^(?:-i|--install|-r|--remove|-P|--purge)$/u.test(word));
  if (name === 'corepack') return plain[0] === 'enable' && !rest.some((word) => word.startsWith('--install-directory'));
  if (name === 'npm')
    return !globalElsewhere && isGlobal(rest) && /^(?:install|i|add|update|link)$/u.test(plain[0] ?? '');
  return false;
}

const isGlobal = (words: readonly string[]) =>
  words.some((word) => /^(?:-g|--global|--location=global)$/u.test(word)) &&
  !words.some((word) => word.startsWith('--prefix'));
