import { exitDetails, explainExit } from '../../model/explain-exit.js';
import type { Listing } from '../../model/facts/lifecycle.js';
import type { ContainerExit } from '../../model/facts/run.js';
import type { Finding } from '../../model/finding.js';
import { formatDuration } from '../../model/units.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'start/lists-tools-without-config',
  title: 'Server lists its tools without real credentials',
  why: 'Catalogues and inspectors start a server without anybody’s credentials to see what it has, and refuse one that shows nothing; so do people who try it out.',
  remedy:
    'Read the configuration when a tool is called, and let that call fail with the name of the variable. Start and tools/list need no credentials.',
  severity: 'warning',
  references: [
    {
      title: 'Docker MCP Registry: adding a server',
      url: 'https://github.com/docker/mcp-registry/blob/main/CONTRIBUTING.md',
    },
  ],
  profile: 'full',
  since: '0.1.0',
  needs: ['withoutConfig', 'mcpSessions'],
  run({ withoutConfig: { transport, bare, dummy }, mcpSessions }) {
    if (bare.tools !== undefined || dummy?.tools !== undefined) return [];
    const plain = mcpSessions.find((session) => session.transport === transport);
    if (plain?.authRequired === true)
      return { notApplicable: 'It lists tools only for those who are authorized, whatever its configuration.' };
    // Without a variable that it names, it is not configuration that keeps it from answering.
    if (plain?.tools === undefined && dummy === undefined)
      return { notApplicable: 'It lists no tools in a plain run either.' };
    const last = dummy ?? bare;
    const given =
      dummy === undefined ? 'without configuration' : `with made-up values for ${dummy.variables.join(', ')}`;
    return [
      {
        message: `Started ${given}, the server lists no tools: ${whyNot(last)}.`,
        ...(last.exited === undefined ? {} : causeAndLines(last.exited)),
        ...(last.command === undefined ? {} : { repro: last.command }),
      },
    ];
  },
});

/** What would make it start is told by other checks; here it is to start without. */
const causeAndLines = (exited: ContainerExit): Pick<Finding, 'cause' | 'evidence'> => {
  const { cause, evidence } = exitDetails(exited);
  return { ...(cause !== undefined && { cause }), ...(evidence !== undefined && { evidence }) };
};

function whyNot({ exited, error, waitedMs }: Listing): string {
  if (exited !== undefined) {
    const words = explainExit(exited);
    return words.charAt(0).toLowerCase() + words.slice(1);
  }
  return error ?? `no answer within ${formatDuration(waitedMs ?? 0)}`;
}
