import { diagnose, explainExit } from '../../model/explain-exit.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'security/runs-hardened',
  title: 'Server runs without capabilities and new privileges',
  why: 'Catalogues and gateways start servers with --cap-drop ALL and no-new-privileges; a server that needs more does not start there.',
  remedy:
    'Listen on a port above 1024, let the files that it writes belong to the user that it runs as, start as the final user instead of switching to it, and call no setuid programs.',
  severity: 'error',
  references: [
    { title: 'Docker Engine security', url: 'https://docs.docker.com/engine/security/#linux-kernel-capabilities' },
  ],
  since: '0.1.0',
  needs: ['hardened', 'mcpSessions'],
  run({ hardened: { mode, answered, loses = [], error, exited, command }, mcpSessions }) {
    if (answered && loses.length > 0) {
      return [
        {
          message: `It answers, but what works in a plain run does not work (--cap-drop ALL, no-new-privileges, ${mode}).`,
          evidence: loses.slice(0, 8),
          ...remedyOf(loses),
          ...(command === undefined ? {} : { repro: command }),
        },
      ];
    }
    if (answered) return [];
    const plain = mcpSessions.find(({ transport }) => transport === mode);
    if (plain === undefined || (!plain.answered && !plain.authRequired))
      return { notApplicable: 'It does not answer in a plain run either.' };
    const why = exited === undefined ? `It does not answer: ${error ?? 'nothing came back'}` : explainExit(exited);
    return [
      {
        message: `${why} (--cap-drop ALL, no-new-privileges, ${mode}).`,
        ...(exited === undefined
          ? {}
          : { cause: diagnose(exited).id, evidence: exited.lastLines.slice(-8), ...remedyOf(exited.lastLines) }),
        ...(command === undefined ? {} : { repro: command }),
      },
    ];
  },
});

/** Root without capabilities is nobody special: of the files of other users it reads and writes only what everybody may. */
function remedyOf(lines: readonly string[]): Pick<Finding, 'remedy'> {
  const denied = lines.filter((line) => /\bEACCES\b|permission denied/iu.test(line));
  // Ports below 1024 want a capability, too.
  if (denied.some((line) => /\b(?:listen|bind)\b/iu.test(line))) return { remedy: 'Listen on a port above 1024.' };
  return denied.length > 0
    ? {
        remedy:
          'Let the files and folders that it writes belong to the user that it runs as: COPY --chown or chown in the Dockerfile, and USER with that user. Root without capabilities may not write what belongs to others.',
      }
    : {};
}
