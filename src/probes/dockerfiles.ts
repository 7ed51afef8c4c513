import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { maskFoundSecrets } from '../model/find-secrets.js';
import type { DockerfileFact, EntryScript } from '../model/facts/files.js';
import { entryScripts } from '../plan/dockerfile/entry-scripts.js';
import { maskInstructions } from '../plan/dockerfile/mask-instructions.js';
import { MAX_DOCKERFILE_BYTES, readDockerfile, type ReadDockerfile } from '../plan/dockerfile/read-dockerfile.js';
import { defineProbe, NotApplicable } from './define-probe.js';
import { inProject, projectBuilds, type ProjectBuild } from './project-files/project-builds.js';
import { readBounded } from './project-files/read-bounded.js';

const MAX_SCRIPT_BYTES = 65_536;

export default defineProbe({
  fact: 'dockerfiles',
  title: 'Read the Dockerfile',
  timeoutMs: 10_000,
  async collect(context) {
    const builds = await projectBuilds(context);
    const files = (await Promise.all(builds.map(readOne))).flat();
    if (files.length === 0) throw new NotApplicable('This folder has no Dockerfile.');
    return files;
  },
});

async function readOne(build: ProjectBuild): Promise<DockerfileFact[]> {
  const { image, main, context, dockerfile: path, target } = build;
  const found = await readBounded(build.dockerfilePath, MAX_DOCKERFILE_BYTES);
  if (found === undefined) return [];
  // Cut, it is too large by one character, and said to be.
  const text = found.cut ? `${found.text} ` : found.text;
  const read = readDockerfile(text, build);
  return [
    {
      image,
      main,
      path,
      context,
      readOn: new Date().toISOString().slice(0, 10),
      ...read,
      ...(target !== undefined && { target }),
      ...maskInstructions(read.instructions),
      scripts: await scriptsOf(read, build),
    },
  ];
}

async function scriptsOf(
  read: ReadDockerfile,
  { directory, context, dockerfile }: ProjectBuild,
): Promise<EntryScript[]> {
  for (const { from, ...script } of entryScripts(read)) {
    if ('heredoc' in from)
      return [{ ...script, path: dockerfile, firstLine: from.heredoc.line, text: masked(from.heredoc.text) }];
    const path = join(directory, from.path);
    const file = await readBounded(path, MAX_SCRIPT_BYTES).catch(() => undefined);
    if (file === undefined || file.cut || file.text.includes('\0')) continue;
    const mode =
      process.platform === 'win32' ? undefined : ((await stat(path)).mode & 0o777).toString(8).padStart(3, '0');
    return [
      {
        ...script,
        path: inProject(context, from.path),
        firstLine: 1,
        text: masked(file.text),
        ...(mode !== undefined && { mode }),
      },
    ];
  }
  return [];
}

const masked = (text: string) => maskFoundSecrets(text, { place: 'history', name: '' });
