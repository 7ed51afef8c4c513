import { SECRET_NAMES } from '../../model/context-names.js';
import { copyWords } from '../../model/dockerfile-stages.js';
import type { ContextFiles, DockerfileFact } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { shellWord } from '../../model/shell-word.js';
import { defineCheck } from '../define-check.js';
import { sentToBuild } from './sent-to-build.js';

export default defineCheck({
  id: 'ignore/covers-secrets',
  title: '.dockerignore keeps files with secrets out of the build',
  why: 'Every file that is sent can end up in a layer with the next `COPY . .`, and is in the cache of the builder at once.',
  remedy: 'Add to .dockerignore: `.env`, `.env.*`, `**/.env`, `**/.env.*`, `.npmrc`, `.aws`, `**/*.pem`, `**/*.key`.',
  severity: 'error',
  references: [
    { title: 'Docker: .dockerignore', url: 'https://docs.docker.com/build/concepts/context/#dockerignore-files' },
  ],
  since: '0.1.0',
  needs: ['contextFiles', 'dockerfiles'],
  run({ contextFiles, dockerfiles }) {
    if (contextFiles.length === 0)
      return { notApplicable: 'There is no Dockerfile here, so nothing is sent to a build.' };
    return contextFiles.flatMap((files) => {
      const file = dockerfiles.find(({ path, context }) => path === files.dockerfile && context === files.context);
      return [...there(files, file), ...possible(files, file)];
    });
  },
});

const uriOf = ({ ignoreFile, context }: ContextFiles) =>
  ignoreFile ?? (context === '.' ? '.dockerignore' : `${context}/.dockerignore`);

function there(files: ContextFiles, file: DockerfileFact | undefined): Finding[] {
  const secrets = files.secretFiles.filter(({ holds }) => holds !== 'nothing');
  return secrets.slice(0, 10).map(({ path, holds }) => ({
    message: `${path} is sent to the build${holds === 'secret' ? ', and holds a secret' : ''}.`,
    location: { uri: uriOf(files) },
    // BuildKit asks for what instructions name, and nothing else.
    ...(!isTaken(path, file) && { severity: 'warning' as const }),
    ...sentToBuild(files, `grep -Fx ${shellWord(path)}`),
  }));
}

/** Whether an instruction takes that file along; where that cannot be told, it does. */
const isTaken = (path: string, file: DockerfileFact | undefined): boolean =>
  file === undefined ||
  file.truncated ||
  file.instructions.some((instruction) => {
    if (!/^(?:COPY|ADD|RUN)$/u.test(instruction.keyword)) return false;
    if (instruction.keyword === 'RUN')
      return instruction.flags.some(({ name, value = '' }) => name === 'mount' && /type=bind/u.test(value));
    if (instruction.flags.some(({ name }) => name === 'from')) return false;
    return (copyWords(instruction)?.sources ?? []).some((source) => {
      const plain = source.replace(/^(?:\.?\/)+|\/+$/gu, '');
      return plain === '' || plain === '.' || /[*?[$]/u.test(plain) || path === plain || path.startsWith(`${plain}/`);
    });
  });

/** Names that would be sent if they were there. */
function possible(files: ContextFiles, file: DockerfileFact | undefined): Finding[] {
  const copied = new Set(
    file?.instructions.flatMap(
      (instruction) => copyWords(instruction)?.sources.map((source) => source.replace(/^(?:\.?\/)+/u, '')) ?? [],
    ),
  );
  const known = new Set(files.secretFiles.map(({ path }) => path));
  const names = files.asked
    .filter(({ path, ignored }) => !ignored && isSecretName(path) && !copied.has(path) && !known.has(path))
    .map(({ path }) => path);
  if (names.length === 0) return [];
  const broad =
    file === undefined ||
    file.instructions.some((instruction) =>
      takesEverything(
        instruction.keyword,
        copyWords(instruction)?.sources ?? [],
        instruction.flags.some(({ name }) => name === 'from'),
      ),
    );
  const list = new Intl.ListFormat('en').format(names);
  return [
    {
      message:
        files.ignoreFile === undefined
          ? `There is no .dockerignore, so ${list} would be sent to the build.`
          : `No rule keeps out ${list}.`,
      location: { uri: uriOf(files) },
      // Instructions that name each file take none of these along; the next one may.
      ...(!broad && { severity: 'warning' as const }),
    },
  ];
}

const isSecretName = (path: string) => SECRET_NAMES.some((name) => name === path);

const takesEverything = (keyword: string, sources: readonly string[], from: boolean) =>
  (keyword === 'COPY' || keyword === 'ADD') &&
  !from &&
  sources.some((source) => /^(?:\.?\/?|\*|\.\/\*)$/u.test(source));
