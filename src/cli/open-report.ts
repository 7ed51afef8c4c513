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
    readonly 'from-facts'?: string | undefined;
  };
  readonly cwd: string;
  readonly toolVersion: string;
  /** As it was typed. */
  readonly target?: string | undefined;
}

interface Outcome {
  readonly target: string;
  readonly results: readonly Result[];
  readonly collected: CollectedFacts;
  readonly neverStarted?: boolean;
}

/** What the command alone knows. */
type Extra = Pick<Report, 'fixes' | 'backups' | 'profile' | 'notRun' | 'baseline' | 'lock'>;

interface Published {
  /** For stdout. */
  readonly text: string;
  /** One line for stderr where stdout is for programs. */
  readonly verdict?: string;
  readonly exitCode: number;
}

/** Settles where a report goes and starts its clock, before anything is looked at. Throws FLAG_INVALID. */
export async function openReport({ command, flags, cwd, toolVersion, target }: ReportOptions): Promise<{
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
      const found = {
        ...outcome,
        command,
        startedAt,
        durationMs,
        failOn,
        toolVersion,
        asked: { target, fromFacts: flags['from-facts'] },
        wroteLock: extra.lock?.updated === true,
      };
      const report = { ...buildReport(found, asked), ...extra };
      const symbols = withSymbols(flags['no-symbols'], process.env);
      const { columns } = process.stdout;
      const [{ repositoryFolder }, note] = await Promise.all([
        import('./repository-folder.js'),
        summarise(report, process.env['GITHUB_STEP_SUMMARY']),
      ]);
      const text = await presentReport(report, {
        format,
        output,
        symbols,
        verbose: flags.verbose,
        cwd,
        folder: repositoryFolder(cwd),
        columns,
      });
      if (note !== undefined) process.stderr.write(`! ${note}\n`);
      const verdict = flags.json ? verdictLine(report) : undefined;
      return { text, ...(verdict !== undefined && { verdict }), exitCode: report.summary.exitCode };
    },
  };
}

/** GitHub shows it beside the log of the step, whatever the format on stdout is. */
async function summarise(report: Report, path: string | undefined): Promise<string | undefined> {
  if (!path) return undefined;
  const { appendStepSummary } = await import('../actions/append-step-summary.js');
  return appendStepSummary(report, path);
}
