import { cleanText } from '../../model/clean-text.js';
import type { CallOutcome, McpSession } from '../../model/facts/mcp.js';
import type { ConfiguredCall } from '../../model/facts/settings.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { quoted, transportName } from '../mcp-sessions.js';

export default defineCheck({
  id: 'tools/calls-as-expected',
  title: 'Calls of the project give what it expects',
  why: 'A server can start, list its tools and still do the wrong thing; only a call shows it.',
  remedy: 'Make the tool answer as expect.calls in mcp-dock.yaml says, or correct the expectation.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Calling tools',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#calling-tools',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['settings', 'mcpSessions'],
  run({ settings, mcpSessions }) {
    if (settings.calls.length === 0) return { notApplicable: 'The project lists no calls in expect.calls.' };
    const sessions = mcpSessions.filter(({ calls }) => calls.length > 0);
    if (sessions.length === 0) return { notApplicable: 'No transport got as far as a call.' };
    return settings.calls.flatMap((_, index) => {
      const failures = sessions.flatMap((session) => failureAt(session, index));
      return failures.length === 0 ? [] : [findingFor(failures, settings.calls)];
    });
  },
});

interface Failure {
  readonly session: McpSession;
  readonly call: CallOutcome;
}

/** A call that was not made because an earlier one failed is that one's consequence. */
function failureAt(session: McpSession, index: number): Failure[] {
  const call = session.calls.find((outcome) => outcome.index === index);
  if (call === undefined || call.ok) return [];
  const consequence = call.skipped === true && session.calls.some((other) => other.index < index && !other.ok);
  return consequence ? [] : [{ session, call }];
}

function findingFor(failures: readonly Failure[], calls: readonly ConfiguredCall[]): Finding {
  const [first, second] = failures as readonly [Failure, Failure?];
  const { call, session } = first;
  const where = failures.map((failure) => transportName(failure.session)).join(' and ');
  const other = second !== undefined && second.call.message !== call.message ? second : undefined;
  const skipped = session.calls.filter((outcome) => outcome.index > call.index && outcome.skipped === true);
  const evidence = [
    ...(other === undefined ? [] : [`${transportName(other.session)}: ${cleanText(other.call.message ?? '')}`]),
    ...(skipped.length === 0
      ? []
      : [
          `not made for want of its values: ${skipped.map(({ index, tool }) => `call ${index + 1} (${cleanText(tool, 128)})`).join(', ')}`,
        ]),
  ];
  return {
    message: `Call ${call.index + 1}, ${quoted(call.tool)}, over ${where}: ${cleanText(call.message ?? 'it failed')}.`,
    location: { uri: 'mcp-dock.yaml', ...(call.line === undefined ? {} : { line: call.line }) },
    ...(evidence.length === 0 ? {} : { evidence }),
    ...reproFor(session, calls[call.index]),
  };
}

/** None where the arguments come from answers of earlier calls, which another server gives other values to. */
function reproFor(session: McpSession, call: ConfiguredCall | undefined): Pick<Finding, 'repro'> {
  if (call === undefined || JSON.stringify(call.arguments).includes('{{')) return {};
  return { repro: reproOf(session, 'tools/call', { name: call.tool, arguments: call.arguments }) };
}
