import type { DockerfileFact, DockerfileInstruction } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { shellWord } from '../../model/shell-word.js';

type Place = Pick<DockerfileInstruction, 'line'> & Partial<Pick<DockerfileInstruction, 'column' | 'endColumn'>>;

/** Where an instruction stands, or a line inside of it. */
export function placeIn(
  { path }: Pick<DockerfileFact, 'path'>,
  { line, column, endColumn }: Place,
): NonNullable<Finding['location']> {
  return {
    uri: path,
    line,
    ...(column !== undefined && { column }),
    ...(endColumn !== undefined && column !== undefined && endColumn > column && { endColumn }),
  };
}

/** What the builder itself says of the file; it builds nothing. */
export const builderCheck = ({ path, context, target }: Pick<DockerfileFact, 'path' | 'context' | 'target'>): string =>
  ['docker build --check', '-f', shellWord(path), ...(target === undefined ? [] : ['--target', shellWord(target)])]
    .concat(shellWord(context))
    .join(' ');

/** The Dockerfiles that have a stage to look at and were read as a whole: what is wrong with the others, dockerfile/parses says. */
export const withStages = (files: readonly DockerfileFact[]): DockerfileFact[] =>
  files.filter(({ final, truncated }) => final >= 0 && !truncated);

export const NO_STAGE = { notApplicable: 'No Dockerfile here has a stage that could be looked at.' } as const;

/** On one short line. */
export function shortened(text: string, limit = 80): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
