import type { Context } from '../ports/context.js';
import type { GivenForeign } from '../plan/foreign/settle.js';
import type { ForeignResult } from './write-foreign.js';

export interface InitPackageInput {
  /** As `--from` was written. */
  readonly from: string;
  readonly bin: string | undefined;
  readonly directory: string | undefined;
  readonly given: GivenForeign;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly force: boolean;
}

export function initPackage(_input: InitPackageInput, _context: Context): Promise<ForeignResult> {
  return Promise.reject(new Error('wip'));
}
