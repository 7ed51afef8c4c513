import * as posix from 'node:path/posix';
import { copyWords, imageSettings, instructionsOf, stageChain, stageNamed } from '../../model/dockerfile-stages.js';
import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import { unwrapped } from '../../model/shell-commands.js';

type Read = Pick<DockerfileFact, 'stages' | 'final' | 'instructions'>;

/** A script that the image starts with, and where its text comes from. */
export interface ScriptSource {
  /** Relative to the context, or a heredoc of the Dockerfile. */
  readonly from: { readonly path: string } | { readonly heredoc: { readonly line: number; readonly text: string } };
  readonly target: string;
  readonly direct: boolean;
  readonly chmod?: string;
  /** Of the instruction that names it. */
  readonly line: number;
}

const SHELL = /^(?:.*\/)?(?:ba|da|a)?sh$/u;

const MOST = 20;

/** Places from which the script that ENTRYPOINT, or CMD without one, starts may come, as far as COPY says; the likeliest first. */
export function entryScripts(file: Read): ScriptSource[] {
  const { entrypoint, command } = imageSettings(file);
  const started = entrypoint ?? command;
  if (started === undefined) return [];
  const words = unwrapped(started.words ?? started.args.trim().split(/\s+/u));
  const direct = !SHELL.test(words[0] ?? '');
  const name = direct ? words[0] : words.slice(1).find((word) => !word.startsWith('-'));
  if (name === undefined || name === '' || name.includes('$') || (!direct && words.includes('-c'))) return [];
  return pathsOf(name, direct, workingDirectory(file))
    .flatMap((target) =>
      sourcesOf(file, target, file.final, 0).map((found) => ({ ...found, target, direct, line: started.line })),
    )
    .slice(0, MOST);
}

function pathsOf(name: string, direct: boolean, directory: string): string[] {
  if (name.startsWith('/')) return [posix.normalize(name)];
  if (direct && !name.includes('/'))
    return ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].map(
      (folder) => `${folder}/${name}`,
    );
  return [posix.join(directory, name)];
}

function workingDirectory(file: Read, before?: DockerfileInstruction): string {
  let directory = '/';
  const last = before?.stage ?? file.final;
  for (const instruction of stageChain(file, last).flatMap((index) => instructionsOf(file, index))) {
    if (instruction === before) break;
    if (instruction.keyword === 'WORKDIR')
      directory = posix.resolve(directory, (instruction.resolved ?? instruction.args).replaceAll(/["']/gu, ''));
  }
  return directory;
}

type Found = Pick<ScriptSource, 'from' | 'chmod'>;

/** Looks back through COPY and ADD of a stage, and through the stages that they copy from. */
function sourcesOf(file: Read, path: string, stage: number, depth: number): Found[] {
  if (depth > 3) return [];
  const instructions = stageChain(file, stage).flatMap((index) => instructionsOf(file, index));
  return instructions
    .toReversed()
    .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD')
    .slice(0, 100)
    .flatMap((instruction) => through(file, instruction, path, depth));
}

function through(file: Read, instruction: DockerfileInstruction, path: string, depth: number): Found[] {
  const copied = copyWords(instruction);
  if (copied === undefined) return [];
  const from = instruction.flags.find(({ name }) => name === 'from')?.value;
  const mode = instruction.flags.find(({ name }) => name === 'chmod')?.value;
  const chmod = mode === undefined ? {} : { chmod: mode };
  const target = posix.resolve(workingDirectory(file, instruction), copied.target);
  const intoFolder = /(?:^|\/)\.?$/u.test(copied.target) || copied.sources.length > 1;
  return copied.sources
    .filter((source) => !/[*?[]|^\w+:\/\//u.test(source))
    .flatMap((source): Found[] => {
      const heredoc = source.startsWith('<<')
        ? instruction.heredocs?.find(({ name }) => source.replaceAll(/^\d*<<-?|["']/gu, '') === name)
        : undefined;
      const wanted = pathInSource(source, target, intoFolder, path);
      if (heredoc !== undefined) return target === path ? [{ from: { heredoc }, ...chmod }] : [];
      if (wanted === undefined) return [];
      if (from === undefined) return [{ from: { path: wanted.replace(/^(?:\.?\/)+/u, '') }, ...chmod }];
      const stage = stageNamed(file, from, instruction.stage);
      if (stage === undefined) return [];
      return sourcesOf(file, posix.resolve('/', wanted), stage, depth + 1).map((found) => ({ ...found, ...chmod }));
    });
}

/** What of a source would lie at the path: the source itself as a file, or something in it as a folder. */
function pathInSource(source: string, target: string, intoFolder: boolean, path: string): string | undefined {
  if (!source.endsWith('/') && path === (intoFolder ? posix.join(target, posix.basename(source)) : target))
    return source;
  const folder = target.endsWith('/') ? target : `${target}/`;
  return path.startsWith(folder) ? posix.join(source, path.slice(folder.length)) : undefined;
}
