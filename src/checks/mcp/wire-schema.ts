import { cleanText } from '../../model/clean-text.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { TranscriptFact, WireMessage } from '../../model/facts/wire.js';
import type { Finding, Severity } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { isObject } from '../../model/mcp-protocol.js';
import { placeIn } from '../../model/schema-refusal.js';
import { initializeRepro, needsArguments, reproOf } from '../mcp-repro.js';
import { answeredSessions, transportName } from '../mcp-sessions.js';
import { expectedShape, type ExpectedShape } from '../wire/expected-shape.js';
import { violationsOf, type Violation } from '../wire/violations.js';

export default defineCheck({
  id: 'mcp/wire-schema',
  title: 'Every message keeps to the schema of its revision',
  why: 'Clients read messages with the types of the protocol: one wrong field and they refuse the whole message, often the whole list of tools, or show nothing at all.',
  remedy:
    'Send what the schema of the revision asks for: leave optional fields out instead of sending null, and use the types of the SDK where there are some.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Messages',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic#messages',
    },
    {
      title: 'MCP 2025-11-25: Schema reference',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/schema',
    },
    {
      title: 'MCP 2026-07-28: Schema reference',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/schema',
    },
  ],
  profile: 'quick',
  since: '0.2.0',
  needs: ['mcpSessions', 'transcripts'],
  run({ mcpSessions, transcripts }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const kinds = new Map<string, Broken>();
    for (const transcript of transcripts) collect(transcript, kinds);
    const findings = [...kinds.values()].map((broken) => findingOf(broken, answered.sessions));
    const left = transcripts.reduce((sum, transcript) => sum + transcript.left, 0);
    if (findings.length > 0 || left === 0) return findings;
    const unread = transcripts.find((transcript) => transcript.unread !== undefined);
    if (unread?.unread !== undefined) {
      const one = unread.left === 1;
      return {
        unknown: `Over ${transportName(unread)}, the server said more than is kept: ${unread.left} ${one ? 'message was' : 'messages were'} left out, with ${one ? 'it' : 'them'} every result of ${new Intl.ListFormat('en').format(unread.unread)}, which was not held against the schema. Less is asked for by \`mcp-dock verify --only mcp/wire-schema\`.`,
      };
    }
    const kept = transcripts.reduce((sum, { messages }) => sum + messages.length, 0);
    return {
      holds: `${kept} of ${kept + left} messages were looked at, and keep to it; the others were too large or too many.`,
    };
  },
});

/** Places that are broken in one way, whichever message they are in. */
interface Broken {
  readonly shape: ExpectedShape;
  readonly violation: Violation;
  readonly severity: Severity;
  readonly transports: Set<TranscriptFact['transport']>;
  readonly era: WireMessage['era'];
  count: number;
}

/** Other checks say more of these parts of a definition: tools/input-schema-valid and its neighbours. */
const JUDGED_ELSEWHERE = new Set(['inputSchema', 'outputSchema', 'annotations']);

function collect({ transport, version, messages }: TranscriptFact, kinds: Map<string, Broken>): void {
  for (const entry of messages) {
    const shape = expectedShape(entry, version);
    if (shape === undefined) continue;
    for (const violation of violationsOf(shape.document, shape.definition, shape.value)) {
      const { path, rule, wanted } = violation;
      const [list, , part] = [...path, ...(rule === 'required' ? [wanted] : [])];
      if (shape.method === 'tools/list' && list === 'tools' && JUDGED_ELSEWHERE.has(String(part))) continue;
      const key = JSON.stringify([shape.revision, shape.kind, shape.method, patternOf(path), rule, wanted]);
      const known = kinds.get(key);
      if (known !== undefined) {
        known.count += 1;
        known.transports.add(transport);
        continue;
      }
      const severity = severityOf(shape);
      kinds.set(key, { shape, violation, severity, transports: new Set([transport]), era: entry.era, count: 1 });
    }
  }
}

/** A notification that no client can read is dropped, and the rest goes on. */
const severityOf = ({ kind }: ExpectedShape): Severity => (kind === 'notification' ? 'warning' : 'error');

function findingOf(
  { shape, violation, severity, transports, era, count }: Broken,
  sessions: readonly McpSession[],
): Finding {
  const where = [...transports].map((transport) => transportName({ transport })).join(' and ');
  const what = `the ${shape.kind} ${shape.kind === 'result' ? 'of ' : ''}${cleanText(shape.method, 60)}`;
  const more = count === 1 ? '' : ` ${count} places are like this.`;
  const session = sessions.find(({ transport }) => transports.has(transport));
  return {
    message: `Over ${where} in ${shape.revision}, ${what} breaks the schema: ${problemOf(violation)}.${more}`,
    severity,
    measured: violation.found === undefined ? 'absent' : show(violation.found),
    limit: violation.rule === 'required' ? 'required' : violation.wanted,
    evidence: [cleanText(JSON.stringify(around(shape.value, violation.path)), 300)],
    ...(session === undefined ? {} : reproFor(shape, session, era)),
  };
}

function reproFor({ kind, method }: ExpectedShape, session: McpSession, era: Broken['era']): Pick<Finding, 'repro'> {
  // What a server says of its own accord is heard by whoever opens a conversation.
  if (kind !== 'result') return { repro: reproOf(session, 'tools/list', {}, era) };
  if (method === 'initialize') return { repro: initializeRepro(session) };
  // What is asked for decides the answer; the message itself shows what is wrong with it.
  return needsArguments(method) ? {} : { repro: reproOf(session, method, {}, era) };
}

/** The nearest object around a place. */
function around(value: unknown, path: Violation['path']): unknown {
  let nearest = value;
  let here = value;
  for (const part of path) {
    here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[part] : undefined;
    if (isObject(here)) nearest = here;
  }
  return nearest;
}

function problemOf({ path, rule, wanted, found }: Violation): string {
  const place = placeIn(path.map((part) => (typeof part === 'number' ? part : cleanText(part, 60))));
  if (rule === 'required') return `${place === '' ? 'it' : place} has no ${wanted}`;
  return `${place === '' ? 'it' : place} is ${show(found)} instead of ${wanted}`;
}

const patternOf = (path: Violation['path']): string =>
  path.map((part) => (typeof part === 'number' ? '[]' : part)).join('.');

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'absent', 60);
