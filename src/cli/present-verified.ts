import { McpDockError } from '../errors/mcp-dock-error.js';
import { printableJson } from '../model/clean-text.js';
import type { InitResult } from '../actions/init.js';
import { measuresLine, type BuiltAndVerified } from './build-and-verify.js';
import { presentNext, type Look, type NextSteps } from './present-init.js';

interface Verified {
  readonly result: Pick<InitResult, 'outcome' | 'shownDirectory' | 'replay'> & { readonly next: NextSteps };
  readonly verbose: boolean;
  readonly cwd: string;
}

/** Verdict and measures of what was built, and how to go on from there. */
export async function presentVerified(
  { build, verify }: BuiltAndVerified,
  { result, verbose, cwd }: Verified,
  look: Look,
): Promise<string> {
  const done = [
    ...(build === undefined ? [] : (['build'] as const)),
    ...(verify === undefined ? [] : (['verify'] as const)),
  ];
  const next = presentNext(result, look, done);
  if (verify === undefined) return next;
  const { presentReport, withSymbols } = await import('./present-report.js');
  const text = await presentReport(verify, {
    format: 'pretty',
    output: [],
    symbols: withSymbols(false, process.env),
    verbose,
    cwd,
    columns: look.stream.columns,
  });
  return [text.trimEnd(), measuresLine(verify), '', next].join('\n');
}

/** The same for a program: the document of `init` with the reports of `build` and `verify`, as far as there are any. */
export function verifiedDocument(document: object, { build, verify, failure }: BuiltAndVerified): string {
  const error = failure instanceof McpDockError ? { error: failure.toJSON() } : {};
  return printableJson({ ...document, ...(build && { build }), ...(verify && { verify }), ...error });
}
