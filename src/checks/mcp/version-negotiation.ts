import { cleanText } from '../../model/clean-text.js';
import type { VersionAnswers } from '../../model/facts/http-rules.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { initializeParams, withModernMeta } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { transportName } from '../mcp-sessions.js';
import { noFurtherClient, notBesideUs } from '../second-client.js';
import { INVALID_PARAMS } from '../../model/rpc-errors.js';

const MODERN = '2026-07-28';
const UNSUPPORTED_VERSION = -32_022;
/** Revisions that are opened with a handshake; the oldest has no Streamable HTTP. */
const REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05', '2024-10-07'];
const CLIENT = { name: 'curl', version: '0' };

export default defineCheck({
  id: 'mcp/version-negotiation',
  title: 'Server and client agree on a version that both have',
  why: 'A client of another revision can only fall back, or say what is wrong, when the server tells which versions it has.',
  remedy:
    'Answer initialize with the version that was asked for where the server has it, else with its newest one, and requests of 2026-07-28 in a version that it lacks with -32022 and data.supported.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Version negotiation',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#version-negotiation',
    },
    {
      title: 'MCP 2025-11-25: Error handling',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle#error-handling',
    },
    {
      title: 'MCP 2026-07-28: Protocol version negotiation',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning#protocol-version-negotiation',
    },
  ],
  profile: 'standard',
  since: '0.1.0',
  needs: ['versionAnswers', 'mcpSessions'],
  run({ versionAnswers, mcpSessions }) {
    const asked = versionAnswers.filter(({ handshakes, unsupported }) => handshakes.length > 0 || unsupported);
    const findings = asked.flatMap((answers) => {
      const session = mcpSessions.find(({ transport }) => transport === answers.transport);
      return session === undefined ? [] : [...handshakeFindings(answers, session), ...modernFindings(answers, session)];
    });
    if (findings.length > 0) return findings;
    if (mcpSessions.some(({ secondClient }) => secondClient !== undefined))
      return notBesideUs('No other version could be asked for over HTTP');
    const gone = asked.some(({ transport }) => transport === 'http')
      ? undefined
      : mcpSessions.map(noFurtherClient).find((answer) => answer !== undefined);
    if (gone !== undefined) return gone;
    const untold = versionAnswers.find((answers) => answers.untold !== undefined);
    if (untold?.untold !== undefined)
      return {
        unknown: `Over ${transportName(untold)}, not every version could be asked for: ${cleanText(untold.untold, 160)}. Ask again later.`,
      };
    return asked.length === 0 ? { notApplicable: 'No transport was asked for other versions.' } : [];
  },
});

function handshakeFindings({ handshakes }: VersionAnswers, session: McpSession): Finding[] {
  const own = new Set(handshakes.filter(({ asked, answered }) => asked === answered).map(({ asked }) => asked));
  const newest = [...own]
    .filter((version) => REVISIONS.includes(version))
    .toSorted()
    .at(-1);
  const name = transportName(session);
  const findings = handshakes.flatMap(({ asked, answered, instead, code, supported }): Finding[] => {
    const repro = reproOf(session, 'initialize', { ...initializeParams(CLIENT), protocolVersion: asked }, 'handshake');
    const where = `Over ${name}, initialize with version ${asked} is answered with`;
    if (answered === undefined)
      return [
        {
          message: `${where} ${cleanText(instead ?? 'nothing', 160)} instead of a version that the server has.`,
          // The rule is to answer with another version, and the example of an error in the same chapter is this one.
          ...(code === INVALID_PARAMS && supported !== undefined ? { severity: 'warning' as const } : {}),
          repro,
        },
      ];
    const shown = cleanText(answered, 40);
    if (answered === asked)
      return REVISIONS.includes(asked) ? [] : [{ message: `${where} ${shown}, a version that there is not.`, repro }];
    // Asked for itself, it was answered with another one: then the server does not have it.
    const denied = handshakes.some((other) => other.asked === answered && other.answered !== answered);
    if (denied)
      return [{ message: `${where} ${shown}, which the server does not answer with when it is asked for.`, repro }];
    if (!REVISIONS.includes(answered)) return [{ message: `${where} ${shown}, a version that there is not.`, repro }];
    if (newest !== undefined && answered < newest)
      return [
        {
          message: `${where} ${shown} instead of ${newest}, the newest that the server has.`,
          severity: 'warning',
          repro,
        },
      ];
    return [];
  });
  return together(findings);
}

/** The same of several versions is said once, of the first. */
function together(findings: readonly Finding[]): Finding[] {
  const groups = Map.groupBy(
    findings,
    ({ message, severity = '' }) => `${severity} ${message.replace(/version \S+/u, 'version')}`,
  );
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const versions = others.map(({ message }) => /version (\S+)/u.exec(message)?.[1] ?? '');
    return [others.length === 0 ? first : { ...first, evidence: [`The same with ${versions.join(', ')}.`] }];
  });
}

function modernFindings({ unsupported }: VersionAnswers, session: McpSession): Finding[] {
  if (unsupported === undefined) return [];
  const { asked, status, code, supported, said } = unsupported;
  if (code === UNSUPPORTED_VERSION && supported?.includes(MODERN) === true) return [];
  const meta = withModernMeta({}, CLIENT);
  const what =
    code === UNSUPPORTED_VERSION
      ? `-32022 with ${supported === undefined ? 'no data.supported' : `${supported.map((one) => cleanText(one, 40)).join(', ') || 'nothing'} in data.supported`}`
      : `${code === undefined && status !== undefined ? `${status} and ` : ''}${cleanText(said, 160)} instead of -32022 with data.supported`;
  return [
    {
      message: `Over ${transportName(session)} in ${MODERN}, a request of version ${asked} is answered with ${what}.`,
      repro: reproOf(session, 'tools/list', meta, MODERN).replaceAll(MODERN, asked),
    },
  ];
}
