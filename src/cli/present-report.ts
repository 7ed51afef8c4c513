import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { styleText } from 'node:util';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Report } from '../model/report.js';
import type { Reporter, RenderOptions } from '../reporters/define-reporter.js';

export interface Output {
  readonly reporter: Reporter;
  readonly path: string;
}

interface Presentation {
  readonly format: Reporter['id'];
  readonly output: readonly Output[];
  readonly symbols: boolean;
  readonly verbose: boolean;
  readonly cwd: string;
  /** Of the project, in its repository. */
  readonly folder?: string | undefined;
  /** Width of the terminal on stdout; undefined when it is none. */
  readonly columns: number | undefined;
}

/** Reads `FORMAT=PATH`s before anything is started. Throws FLAG_INVALID for a format that is not known or a folder that is not there. */
export async function readOutputs(
  items: readonly string[],
  { cwd, command }: { cwd: string; command: Report['command'] },
): Promise<Output[]> {
  if (items.length === 0) return [];
  const { reporters } = await import('../reporters/index.js');
  const refuse = (reason: string) => new McpDockError('FLAG_INVALID', { reason, command });
  return items.map((item) => {
    const [, id, path] = /^([a-z]+)=(.+)$/u.exec(item) ?? [];
    if (id === undefined || path === undefined)
      throw refuse(`--output ${item} is not FORMAT=PATH, such as junit=report.xml.`);
    const reporter = reporters.find((candidate) => candidate.id === id);
    if (reporter === undefined)
      throw refuse(`"${id}" is no format; known are ${reporters.map((known) => known.id).join(', ')}.`);
    const folder = dirname(resolve(cwd, path));
    if (!existsSync(folder)) throw refuse(`--output ${item}: there is no folder ${folder}.`);
    return { reporter, path };
  });
}

/** The report for stdout; the files of `--output` are written on the way. */
export async function presentReport(report: Report, presentation: Presentation): Promise<string> {
  const { reporters } = await import('../reporters/index.js');
  const reporter = reporters.find(({ id }) => id === presentation.format);
  if (reporter === undefined) throw new Error(`No reporter "${presentation.format}".`);
  const options: RenderOptions = {
    colour: coloured(process.stdout),
    symbols: presentation.symbols,
    // What is piped is read by programs and in editors: they wrap by themselves, or want whole lines.
    width: presentation.columns || Infinity,
    verbose: presentation.verbose,
    ...(presentation.folder !== undefined && { folder: presentation.folder }),
  };
  if (presentation.output.length > 0) {
    const { writeFiles } = await import('../actions/write-files.js');
    const files = await Promise.all(
      presentation.output.map(async (output) => ({
        path: output.path,
        content: await output.reporter.render(report, { ...options, colour: false, width: Infinity, verbose: true }),
      })),
    );
    await writeFiles(presentation.cwd, files);
  }
  return reporter.render(report, options);
}

/** Symbols are for eyes and full terminals; NO_COLOR and a dumb terminal ask for words. */
export const withSymbols = (flag: boolean, { NO_COLOR, TERM }: Readonly<Record<string, string | undefined>>): boolean =>
  !flag && !NO_COLOR && TERM !== 'dumb';

/** Node's own rules (NO_COLOR, FORCE_COLOR, a terminal), asked through the one function that applies them. */
export const coloured = (stream: NodeJS.WriteStream) => styleText('red', 'x', { stream }) !== 'x';
