import type { ContextFiles } from '../../model/facts/files.js';
import type { Finding } from '../../model/finding.js';
import { shellWord } from '../../model/shell-word.js';

/** Asks a builder for everything that it is sent. One that reads its Dockerfile from stdin knows no rules of a Dockerfile's own. */
export function sentToBuild({ context, ignoreFile }: ContextFiles, filter: string): Pick<Finding, 'repro'> {
  if (ignoreFile !== undefined && !/(?:^|\/)\.dockerignore$/u.test(ignoreFile)) return {};
  const build = `docker build -q -f - -o type=tar,dest=- ${shellWord(context)}`;
  return { repro: String.raw`printf 'FROM scratch\nCOPY . /\n' | ${build} | tar -t | ${filter}` };
}
