import { Flags } from '@oclif/core';
import type { Reporter } from '../reporters/define-reporter.js';

/** Written out, so that a command which shows no report loads no reporter. */
const FORMATS = [
  'pretty',
  'json',
  'junit',
  'sarif',
  'github',
  'markdown',
  'html',
] as const satisfies readonly Reporter['id'][];

/** How a report is shown and what makes it fail; the same for `verify` and `doctor`. */
export const reportFlags = {
  format: Flags.option({
    options: FORMATS,
    default: 'pretty',
    description: 'Format on stdout.',
    env: 'MCP_DOCK_FORMAT',
    helpGroup: 'REPORT',
  })(),
  output: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    description: 'Also write a format to a file.',
    helpValue: 'FORMAT=PATH',
    env: 'MCP_DOCK_OUTPUT',
    helpGroup: 'REPORT',
  }),
  'fail-on': Flags.option({
    options: ['error', 'warning', 'info', 'never'] as const,
    default: 'error',
    description: 'Least severity that makes the exit code 1.',
    env: 'MCP_DOCK_FAIL_ON',
    helpGroup: 'REPORT',
  })(),
  baseline: Flags.string({
    description: 'Findings that were known before do not count; only new ones do.',
    helpValue: 'FILE',
    env: 'MCP_DOCK_BASELINE',
    helpGroup: 'REPORT',
  }),
  'update-baseline': Flags.boolean({
    description: 'Write what is found to the baseline, as known from now on.',
    helpGroup: 'REPORT',
  }),
  'no-symbols': Flags.boolean({
    description: 'Words in place of symbols.',
    env: 'MCP_DOCK_NO_SYMBOLS',
    helpGroup: 'REPORT',
  }),
};

/** Which checks run. */
export const selectionFlags = {
  profile: Flags.option({
    options: ['quick', 'standard', 'full'] as const,
    description: 'How much to ask: quick starts the server once, full takes half a minute. Default: standard.',
    env: 'MCP_DOCK_PROFILE',
    helpGroup: 'CHECKS',
  })(),
  only: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    description: 'Run only these checks: an id, an area, or a pattern such as `image/*`.',
    helpValue: 'ID',
    env: 'MCP_DOCK_ONLY',
    helpGroup: 'CHECKS',
  }),
  skip: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    description: 'Leave out these checks.',
    helpValue: 'ID',
    env: 'MCP_DOCK_SKIP',
    helpGroup: 'CHECKS',
  }),
  list: Flags.boolean({ description: 'List the checks and stop.', helpGroup: 'CHECKS' }),
  explain: Flags.string({
    description: 'Say what a check asks, why, and what to do; then stop.',
    helpValue: 'ID',
    helpGroup: 'CHECKS',
  }),
  'save-facts': Flags.string({
    description: 'Write what was collected to a file, without secrets.',
    helpValue: 'FILE',
    env: 'MCP_DOCK_SAVE_FACTS',
    helpGroup: 'CHECKS',
  }),
  'from-facts': Flags.string({
    description: 'Run the checks on a file of --save-facts instead of a target; needs no engine.',
    helpValue: 'FILE',
    env: 'MCP_DOCK_FROM_FACTS',
    helpGroup: 'CHECKS',
  }),
};
