import { styleText } from 'node:util';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { Report } from '../model/report.js';
import type { Reporter, RenderOptions } from '../reporters/define-reporter.js';

interface Presentation {
  readonly format: Reporter['id'];
  /** `FORMAT=PATH`, each. */
  readonly output: readonly string[];
  readonly symbols: boolean;
  readonly verbose: boolean;
  readonly cwd: string;
}

/** The report for stdout; files of `--output` are written on the way. */
export async function presentReport(report: Report, presentation: Presentation): Promise<string> {
  const { reporters } = await import('../reporters/index.js');
  const find = (id: string) => {
    const reporter = reporters.find((candidate) => candidate.id === id);
    if (reporter === undefined) {
      const known = reporters.map((candidate) => candidate.id).join(', ');
      throw new McpDockError('FLAG_INVALID', {
        reason: `"${id}" is no format; known are ${known}.`,
        command: report.command,
      });
    }
    return reporter;
  };
  const options: RenderOptions = {
    colour: coloured(process.stdout),
    symbols: presentation.symbols,
    width: process.stdout.columns ?? 100,
    verbose: presentation.verbose,
  };
  if (presentation.output.length > 0) {
    const { writeFiles } = await import('../actions/write-files.js');
    const files = presentation.output.map((item) => {
      const [, format, path] = /^([a-z]+)=(.+)$/u.exec(item) ?? [];
      if (format === undefined || path === undefined) {
        throw new McpDockError('FLAG_INVALID', {
          reason: `--output ${item} is not FORMAT=PATH, such as junit=report.xml.`,
          command: report.command,
        });
      }
      return { path, content: find(format).render(report, { ...options, colour: false, verbose: true }) };
    });
    await writeFiles(presentation.cwd, files);
  }
  return find(presentation.format).render(report, options);
}

/** Node's own rules (NO_COLOR, FORCE_COLOR, a terminal), asked through the one function that applies them. */
const coloured = (stream: NodeJS.WriteStream) => styleText('red', 'x', { stream }) !== 'x';
