import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { limitedBefore } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { answeredSessions, quotedList, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'tools/expected-listed',
  title: 'Server lists the tools that the project names',
  why: 'A tool that vanished breaks whoever uses it, and one that nobody meant to offer can be called by every client.',
  remedy: 'Register the missing tools, or bring expect.tools in mcp-dock.yaml up to date.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Listing tools',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#listing-tools',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['settings', 'mcpSessions'],
  run({ settings: { expectTools }, mcpSessions }) {
    if (expectTools === undefined) return { notApplicable: 'The project names no tools in expect.tools.' };
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    // A list that was promised and did not come is a finding of mcp/capabilities-honest.
    const lists = answered.sessions.filter(
      ({ tools, capabilities, limited: refused }) =>
        tools !== undefined || (refused === undefined && !('tools' in (capabilities ?? {}))),
    );
    const limited = limitedBefore(answered.sessions, ({ tools }) => tools !== undefined);
    if (lists.length === 0)
      return limited ?? { notApplicable: 'No list of tools could be had; mcp/capabilities-honest says why.' };

    const byMessage = new Map<string, McpSession[]>();
    for (const session of lists) {
      const problem = problemOf(session.tools?.map(({ name }) => name) ?? [], expectTools);
      if (problem !== undefined) byMessage.set(problem, [...(byMessage.get(problem) ?? []), session]);
    }
    if (byMessage.size === 0 && limited !== undefined) return limited;
    return [...byMessage].map(([problem, sessions]): Finding => {
      const [first] = sessions;
      return {
        message: `Over ${sessions.map(transportName).join(' and ')}, ${problem}.`,
        location: { uri: 'mcp-dock.yaml' },
        ...(first === undefined ? {} : { repro: reproOf(first, 'tools/list') }),
      };
    });
  },
});

function problemOf(
  names: readonly string[],
  expected: { readonly match: 'exactly' | 'at-least'; readonly names: readonly string[] },
): string | undefined {
  const missing = expected.names.filter((name) => !names.includes(name));
  const extra = expected.match === 'exactly' ? names.filter((name) => !expected.names.includes(name)) : [];
  const parts = [
    ...(missing.length === 0 ? [] : [`tools/list lacks ${quotedList(missing)}`]),
    ...(extra.length === 0 ? [] : [`tools/list has ${quotedList(extra)}, which expect.tools does not name`]),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}
