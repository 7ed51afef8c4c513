import type { FailOn } from '../actions/build-report.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import type { CollectedFacts } from '../model/facts.js';
import type { Report, Result } from '../model/report.js';
import type { Reporter } from '../reporters/define-reporter.js';

interface ReportOptions {
  readonly command: Report['command'];
  readonly flags: {
    readonly json: boolean;
    readonly verbose: boolean;
    readonly format: Reporter['id'];
    readonly output?: readonly string[] | undefined;
    readonly 'fail-on': FailOn;
    readonly 'no-symbols': boolean;
  };
  readonly cwd: string;
  readonly toolVersion: string;
}

interface Outcome {
  readonly target: string;
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  readonly neverStarted?: boolean;
}

/** What the command alone knows. */
type Extra = Pick<Report, 'fixes' | 'backups' | 'profile' | 'notRun' | 'baseline'>;

interface Published {
  /** For stdout. */
  readonly text: string;
  /** One line for stderr where stdout is for programs. */
  readonly verdict?: string;
  readonly exitCode: number;
}

/** Settles where a report goes and starts its clock, before anything is looked at. Throws FLAG_INVALID. */
export async function openReport({ command, flags, cwd, toolVersion }: ReportOptions): Promise<{
  readonly format: Reporter['id'];
  /** Writes the files of `--output` and returns the rest. */
  readonly publish: (outcome: Outcome, extra?: Extra) => Promise<Published>;
}> {
  const startedAt = new Date();
  const from = performance.now();
  const { presentReport, readOutputs, withSymbols } = await import('./present-report.js');
  const output = await readOutputs(flags.output ?? [], { cwd, command });
  if (flags.json && flags.format !== 'pretty' && flags.format !== 'json')
    throw new McpDockError('FLAG_INVALID', {
      reason: `--json and --format ${flags.format} exclude each other.`,
      command,
    });
  const format = flags.json ? 'json' : flags.format;
  return {
    format,
    async publish(outcome, { profile, notRun, baseline, ...extra } = {}) {
      const [{ buildReport }, { verdictLine }] = await Promise.all([
        import('../actions/build-report.js'),
        import('./verdict-line.js'),
      ]);
      const durationMs = performance.now() - from;
      const failOn = flags['fail-on'];
      const asked = {
        ...(profile !== undefined && { profile }),
        ...(notRun !== undefined && { notRun }),
        ...(baseline !== undefined && { baseline }),
      };
      const found = { ...outcome, command, startedAt, durationMs, failOn, toolVersion };
      const report = { ...buildReport(found, asked), ...extra };
      const symbols = withSymbols(flags['no-symbols'], process.env);
      const { columns } = process.stdout;
      const text = await presentReport(report, { format, output, symbols, verbose: flags.verbose, cwd, columns });
      const verdict = flags.json ? verdictLine(report) : undefined;
      return { text, ...(verdict !== undefined && { verdict }), exitCode: report.summary.exitCode };
    },
  };
}
