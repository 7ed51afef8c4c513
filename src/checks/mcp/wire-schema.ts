import { cleanText } from '../../model/clean-text.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { TranscriptFact, WireMessage } from '../../model/facts/wire.js';
import type { Finding, Severity } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { isObject } from '../../model/mcp-protocol.js';
import { initializeRepro, reproOf } from '../mcp-repro.js';
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
    return [...kinds.values()].map((broken) => findingOf(broken, answered.sessions));
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
      const severity = severityOf(shape, violation);
      kinds.set(key, { shape, violation, severity, transports: new Set([transport]), era: entry.era, count: 1 });
    }
  }
}

/**
 * A notification that no client can read is dropped, and the rest goes on; `null` for something that may be left out is read by
 * many clients as absent.
 */
const severityOf = ({ kind }: ExpectedShape, { rule, found }: Violation): Severity =>
  kind === 'notification' || (found === null && rule === 'type') ? 'warning' : 'error';

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

/** Methods whose answer depends on what is asked for; the message itself shows what is wrong with it. */
const WITH_ARGUMENTS = new Set(['tools/call', 'resources/read', 'prompts/get', 'completion/complete']);

function reproFor({ kind, method }: ExpectedShape, session: McpSession, era: Broken['era']): Pick<Finding, 'repro'> {
  // What a server says of its own accord is heard by whoever opens a conversation.
  if (kind !== 'result') return { repro: reproOf(session, 'tools/list', {}, era) };
  if (method === 'initialize') return { repro: initializeRepro(session) };
  return WITH_ARGUMENTS.has(method) ? {} : { repro: reproOf(session, method, {}, era) };
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
  const place = placeOf(path);
  if (rule === 'required') return `${place === '' ? 'it' : place} has no ${wanted}`;
  return `${place === '' ? 'it' : place} is ${show(found)} instead of ${wanted}`;
}

/** `tools[3].title`. */
const placeOf = (path: Violation['path']): string =>
  path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${cleanText(part, 60)}`))
    .join('');

const patternOf = (path: Violation['path']): string =>
  path.map((part) => (typeof part === 'number' ? '[]' : part)).join('.');

const show = (value: unknown): string => cleanText(JSON.stringify(value) ?? 'absent', 60);
