import type { Report } from '../model/report.js';

/** How a report may look. Colour and width belong to the caller; a reporter that ignores them is fine. */
export interface RenderOptions {
  readonly colour: boolean;
  readonly symbols: boolean;
  readonly width: number;
  /** Every check with its time, not only what is wrong. */
  readonly verbose: boolean;
  /** The project's folder in its repository, with `/`: what CI servers show findings in are paths from the top. */
  readonly folder?: string;
}

/** Report in, string out: deterministic, no clock, no streams. It may have a library to load first. */
export interface Reporter {
  readonly id: 'pretty' | 'json' | 'junit' | 'sarif' | 'github' | 'markdown' | 'html';
  readonly title: string;
  /** What it is for and how it is used there, as Markdown for the documentation. */
  readonly use: string;
  /** Of the file when it is written to one, without the dot. */
  readonly extension: string;
  render(report: Report, options: RenderOptions): string | Promise<string>;
}

export function defineReporter(reporter: Reporter): Reporter {
  return reporter;
}
