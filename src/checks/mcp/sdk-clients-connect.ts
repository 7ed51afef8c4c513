import { cleanText } from '../../model/clean-text.js';
import type { McpSession, SdkClientOutcome } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { quotedList, transportName } from '../mcp-sessions.js';
import { notBesideUs } from '../second-client.js';

export default defineCheck({
  id: 'mcp/sdk-clients-connect',
  title: 'The official client libraries connect and see all tools',
  why: 'Most clients are built on these libraries, so what they refuse no user of such a client can use.',
  remedy: 'Read the error of the library, which names the part of the answer that it refuses.',
  severity: 'error',
  references: [
    { title: 'MCP TypeScript SDK', url: 'https://github.com/modelcontextprotocol/typescript-sdk' },
    {
      title: 'MCP 2025-11-25: Tool',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool',
    },
  ],
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const tried = mcpSessions.some(({ sdk = [] }) => sdk.length > 0);
    const findings = findingsIn(mcpSessions);
    if (findings.length === 0 && mcpSessions.some(({ secondClient }) => secondClient !== undefined))
      return notBesideUs('The client library of the handshake era could not connect');
    return unlessLimited(
      mcpSessions.map(asLimited),
      () => false,
      tried
        ? findings
        : { notApplicable: 'The client libraries were not tried, since the server did not list its tools.' },
    );
  },
});

/** A server may refuse further requests of the libraries alone. */
function asLimited(session: McpSession): McpSession {
  const limited = session.sdk?.find((outcome) => outcome.limited !== undefined)?.limited ?? session.limited;
  return limited === undefined ? session : { ...session, limited };
}

/** What a library makes of a server in the same words over both transports is one finding. */
function findingsIn(sessions: readonly McpSession[]): Finding[] {
  const found = new Map<string, { readonly where: string[]; readonly repro: string }>();
  for (const session of sessions) {
    const names = (session.tools ?? []).map(({ name }) => name);
    for (const outcome of session.sdk ?? []) {
      const problem = problemOf(outcome, names);
      if (problem === undefined) continue;
      const known = found.get(problem);
      if (known === undefined)
        found.set(problem, {
          where: [transportName(session)],
          repro: reproOf(session, 'tools/list', {}, outcome.era),
        });
      else known.where.push(transportName(session));
    }
  }
  return [...found].map(([problem, { where, repro }]) => ({
    message: `Over ${where.join(' and ')}, ${problem}`,
    repro,
  }));
}

function problemOf({ client, tools, error, limited }: SdkClientOutcome, names: readonly string[]): string | undefined {
  if (limited !== undefined) return undefined;
  if (tools === undefined) return `${client} cannot list the tools: ${cleanText(error ?? 'no reason given', 300)}`;
  const missing = names.filter((name) => !tools.includes(name));
  return missing.length === 0 ? undefined : `${client} leaves out ${quotedList(missing)}.`;
}
