import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { imageInstructions, imageSettings } from '../model/dockerfile-stages.js';
import { instructionPairs, instructionWords, plainWord } from '../model/dockerfile-words.js';
import type { DockerfileInstruction } from '../model/facts/files.js';
import type { ComposeProject, ComposeService } from '../model/facts/compose.js';
import { maskFoundSecrets } from '../model/find-secrets.js';
import { isSecretName } from '../model/secret-names.js';
import { readComposeProject } from '../plan/compose/read-project.js';
import { MAX_DOCKERFILE_BYTES, readDockerfile } from '../plan/dockerfile/read-dockerfile.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { composeTexts } from './project-files/compose-texts.js';
import { requireProject } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

export default defineProbe({
  fact: 'composeProject',
  title: 'Read the Compose files',
  timeoutMs: 15_000,
  async collect(context) {
    requireProject(context.target);
    const found = await composeTexts(context);
    if (found.paths.length === 0) throw new NotApplicable('This folder has no Compose file.');
    return withFiles(readComposeProject(found), context.cwd);
  },
});

type Built = NonNullable<ComposeService['built']>;

/** The project with what stands in other files: whether they are there, and what Dockerfiles say of the images. */
async function withFiles(project: ComposeProject, cwd: string): Promise<ComposeProject> {
  const services = project.setups.flatMap((setup) => setup.services);
  const builds = new Map(services.flatMap((service) => buildOf(service) ?? []).map((build) => [keyOf(build), build]));
  const built = new Map(
    await Promise.all([...builds].map(async ([key, build]) => [key, await builtBy(cwd, build)] as const)),
  );
  const envFiles = new Set(services.flatMap(({ envFiles }) => envFiles.map(({ path }) => path)));
  const there = new Set<string>();
  for (const path of envFiles) if (await isThere(join(cwd, path))) there.add(path);
  const missing = services.flatMap((service): ComposeProject['problems'] => {
    const build = buildOf(service);
    if (build === undefined || service.build === undefined || built.get(keyOf(build)) !== undefined) return [];
    const { file, line } = service.keys['build.dockerfile'] ?? service.keys['build.context'] ?? service.build;
    return [
      {
        kind: 'missing-file',
        file,
        line,
        message: `The service "${service.name}" is built by ${build.path}, and there is no such file.`,
      },
    ];
  });
  const unique = new Map(missing.map((one) => [`${one.file}:${one.line}`, one]));
  return {
    ...project,
    problems: [...project.problems, ...unique.values()],
    setups: project.setups.map((setup) => {
      const byImage = new Map(
        setup.services.flatMap(({ image, ...service }) => {
          const build = buildOf(service);
          return image === undefined || build === undefined ? [] : [[image, built.get(keyOf(build))] as const];
        }),
      );
      return {
        ...setup,
        services: setup.services.map((service) => {
          const build = buildOf(service);
          const image = build === undefined ? byImage.get(service.image ?? '') : built.get(keyOf(build));
          return {
            ...service,
            ...(image !== undefined && { built: image }),
            envFiles: service.envFiles.map((file) => ({ ...file, there: there.has(file.path) })),
          };
        }),
      };
    }),
  };
}

interface Build {
  readonly path: string;
  readonly target?: string;
}

const keyOf = ({ path, target = '' }: Build) => `${path} ${target}`;

/** The Dockerfile in the project that a service is built by, where it is one. */
function buildOf({ build, keys }: Pick<ComposeService, 'build' | 'keys'>): Build | undefined {
  if (build === undefined || 'build.dockerfile_inline' in keys) return undefined;
  const { context = '.', dockerfile = 'Dockerfile', target } = build;
  if (
    context === '' ||
    /^(?:[a-z+]+:|git@|\/|~|[A-Za-z]:[\\/])|\.git(?:#|$)/u.test(context) ||
    dockerfile.startsWith('/')
  )
    return undefined;
  return { path: posix.join(context, dockerfile), ...(target !== undefined && { target }) };
}

async function builtBy(cwd: string, { path, target }: Build): Promise<Built | undefined> {
  const file = await readBounded(join(cwd, path), MAX_DOCKERFILE_BYTES).catch(() => undefined);
  if (file === undefined) return undefined;
  const read = readDockerfile(file.text, target === undefined ? {} : { target });
  const { entrypoint, command, healthcheck } = imageSettings(read);
  const all = imageInstructions(read);
  return {
    dockerfile: path,
    healthcheck: healthcheck !== undefined && !/^\s*NONE\b/iu.test(healthcheck.args),
    entrypoint: wordsOf(entrypoint),
    command: wordsOf(command),
    exposes: all
      .filter(({ keyword }) => keyword === 'EXPOSE')
      .flatMap(({ resolved, args }) => instructionWords(resolved ?? args))
      .map((word) => Number.parseInt(plainWord(word), 10))
      .filter((port) => port > 0),
    environment: Object.fromEntries(
      all
        .filter(({ keyword }) => keyword === 'ENV')
        .flatMap(({ resolved, args }) => instructionPairs('ENV', resolved ?? args))
        .filter(({ name }) => !isSecretName(name))
        .map(({ name, value = '' }) => [name, maskFoundSecrets(value, { place: 'env', name })]),
    ),
  };
}

const wordsOf = (instruction: DockerfileInstruction | undefined): string[] =>
  instruction === undefined
    ? []
    : (instruction.words ?? instructionWords(instruction.args).map(plainWord)).map((word) =>
        maskFoundSecrets(word, { place: 'history', name: '' }),
      );

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
