import type { Facts } from '../../model/facts.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

const LIMIT_MS = 5_000;

export default defineCheck({
  id: 'start/required-env-named',
  title: 'Server without a required variable ends soon and names it',
  why: 'Whoever sets a server up sees its last line and nothing else; without the name of what is missing they guess, and one that stays up without it fails later and elsewhere.',
  remedy:
    'Read the required variables before anything else. When one is missing, write its name to stderr and end with a code other than 0; when the server can do without, take it out of `server.requiredEnv`.',
  severity: 'error',
  references: [{ title: 'The twelve-factor app: config', url: 'https://12factor.net/config' }],
  profile: 'full',
  since: '0.1.0',
  needs: ['requiredVariables'],
  run({ requiredVariables }) {
    return requiredVariables.flatMap((row) => problemsOf(row));
  },
});

function problemsOf({
  variable,
  saidBy,
  answered,
  exited,
  named,
  command,
}: Facts['requiredVariables'][number]): Finding[] {
  const limit = formatDuration(LIMIT_MS);
  const shown = command === undefined ? {} : { repro: `${command}; echo "exit code $?"` };
  const finding = (message: string, more: Partial<Finding> = {}): Finding => ({
    message,
    ...(exited === undefined ? {} : { evidence: exited.lastLines.slice(-8) }),
    ...shown,
    ...more,
  });
  // It only answers where the project says that it does not: one of the two is wrong, and nobody is kept waiting.
  if (answered)
    return [
      finding(`Without ${variable} the server starts and answers, although server.requiredEnv names it.`, {
        severity: 'warning',
      }),
    ];
  if (exited === undefined)
    return [finding(`Without ${variable} the server neither answers nor ends within ${limit}.`, { limit })];
  if (exited.exitCode === 0) return [finding(`Without ${variable} the server ends with code 0, as if all was well.`)];
  if (exited.afterMs > LIMIT_MS)
    return [
      finding(`Without ${variable} the server ended only ${formatDuration(exited.afterMs)} after its start.`, {
        measured: formatDuration(exited.afterMs),
        limit,
      }),
    ];
  const which = saidBy === 'config' ? variable : `any of ${variable}`;
  return named
    ? []
    : [finding(`The server ended with code ${exited.exitCode} for want of ${variable}, and did not name ${which}.`)];
}
