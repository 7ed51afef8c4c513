import { copyWords, neededStages } from '../../model/dockerfile-stages.js';
import { instructionPairs } from '../../model/dockerfile-words.js';
import { isSecretPath } from '../../model/context-names.js';
import type { ContextFiles, DockerfileFact } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { isLikelySecretName, isSecretName } from '../../model/secret-names.js';
import { defineCheck } from '../define-check.js';
import { NO_STAGE, placeIn, withStages } from './places.js';

export default defineCheck({
  id: 'dockerfile/no-secrets',
  title: 'Dockerfile holds no secret and copies none',
  why: 'ENV, ARG and every copied file stay in the image or its history, for everyone who can pull it, also when a later step deletes them.',
  remedy:
    'Take the secret out and revoke it. Give it to a build step with `RUN --mount=type=secret`, and to the container as a variable or a file when it starts.',
  severity: 'error',
  references: [{ title: 'Docker: build secrets', url: 'https://docs.docker.com/build/building/secrets/' }],
  aliases: ['DL3064', 'DS-0031', 'SecretsUsedInArgOrEnv', 'CIS-DI-0010'],
  since: '0.1.0',
  needs: ['dockerfiles', 'contextFiles'],
  run({ dockerfiles, contextFiles }) {
    const files = withStages(dockerfiles);
    if (files.length === 0) return NO_STAGE;
    return files.flatMap((file) => [
      ...literals(file),
      ...passed(file),
      ...copied(
        file,
        contextFiles.find(({ dockerfile, context }) => dockerfile === file.path && context === file.context),
      ),
    ]);
  },
});

function literals(file: DockerfileFact): Finding[] {
  return file.secrets.map(({ line, keyword, name, rule, title }) => ({
    message: `${keyword}${name === undefined ? '' : ` ${name}`} holds ${title} (rule ${rule}).`,
    location: placeIn(file, file.instructions.find((one) => one.line === line) ?? { line }),
  }));
}

/** Arguments that are meant for a secret: their values stay in the history of whoever passes one. */
function passed(file: DockerfileFact): Finding[] {
  return file.instructions.flatMap((instruction) => {
    if (instruction.keyword !== 'ARG') return [];
    return instructionPairs('ARG', instruction.args)
      .filter(({ name, value = '' }) => value === '' && isSecretName(name) && !isLikelySecretName(name))
      .map(({ name }) => ({
        message: `ARG ${name} asks for a secret: what is passed stays in the history and in the provenance of the image.`,
        location: placeIn(file, instruction),
        severity: 'warning' as const,
        remedy: 'Mount it for the step that needs it: `RUN --mount=type=secret,id=…`.',
      }));
  });
}

function copied(file: DockerfileFact, context: ContextFiles | undefined): Finding[] {
  const needed = neededStages(file);
  return file.instructions.flatMap((instruction): Finding[] => {
    const { keyword, flags, stage } = instruction;
    if ((keyword !== 'COPY' && keyword !== 'ADD') || !needed.has(stage) || flags.some(({ name }) => name === 'from'))
      return [];
    const finding = (path: string): Finding => ({
      message: `${keyword} takes ${path} into a layer, a file that is made to hold secrets.`,
      location: placeIn(file, instruction),
    });
    const sources = (copyWords(instruction)?.sources ?? []).map((source) =>
      source.replace(/^(?:\.?\/)+/u, '').replace(/\/+$/u, ''),
    );
    return sources.flatMap((source): Finding[] => {
      if (/^(?:.*\/)?\.(?:aws|ssh|gnupg|docker|kube)$/u.test(source)) return [finding(source)];
      if (isSecretPath(source)) {
        const known = context?.secretFiles.find(({ path }) => path === source);
        return known?.holds === 'nothing' ? [] : [finding(source)];
      }
      const found = (context?.secretFiles ?? []).filter(
        ({ path, holds }) => holds === 'secret' && isTaken(path, source),
      );
      return found.slice(0, 5).map(({ path }) => finding(path));
    });
  });
}

/** Whether a source of COPY takes the path along: the whole context, or a folder in which it lies. */
const isTaken = (path: string, source: string): boolean =>
  source === '' || source === '.' || path.startsWith(`${source}/`) || (source === '*' && !path.includes('/'));
