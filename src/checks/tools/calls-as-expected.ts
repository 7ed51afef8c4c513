import { cleanText } from '../../model/clean-text.js';
import { literalArguments, numbered, savedValuesOf } from '../../model/configured-calls.js';
import type { CallOutcome, McpSession } from '../../model/facts/mcp.js';
import type { ConfiguredCall } from '../../model/facts/settings.js';
import { valueAt } from '../../model/json-path.js';
import type { Finding } from '../../model/finding.js';
import { defineCheck } from '../define-check.js';
import { unlessLimited } from '../limited-questions.js';
import { reproOf } from '../mcp-repro.js';
import { transportName } from '../mcp-sessions.js';
import { loadSchemaLibrary, schemaCompiler } from './compile-schema.js';

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
  prepare: loadSchemaLibrary,
  run({ settings, mcpSessions }) {
    if (settings.calls.length === 0) return { notApplicable: 'The project lists no calls in expect.calls.' };
    const sessions = mcpSessions.filter(({ calls }) => calls.length > 0);
    const compile = schemaCompiler();
    const findings = settings.calls.flatMap((configured, index) => {
      const failures = sessions.flatMap((session) =>
        failureAt(session, index, (call) => schemaFault(configured, call, compile)),
      );
      return failures.length === 0 ? [] : [findingFor(failures, settings.calls)];
    });
    return unlessLimited(
      mcpSessions,
      ({ calls }) => calls.length === settings.calls.length,
      sessions.length === 0 ? { notApplicable: 'No transport got as far as a call.' } : findings,
    );
  },
});

interface Failure {
  readonly session: McpSession;
  readonly call: CallOutcome;
}

/** A call that was not made because an earlier one failed is that one's consequence. */
function failureAt(session: McpSession, index: number, faultOf: (call: CallOutcome) => string | undefined): Failure[] {
  const call = session.calls.find((outcome) => outcome.index === index);
  if (call === undefined) return [];
  if (call.ok) {
    const message = faultOf(call);
    return message === undefined ? [] : [{ session, call: { ...call, ok: false, message } }];
  }
  const consequence = call.skipped === true && session.calls.some((other) => other.index < index && !other.ok);
  return consequence ? [] : [{ session, call }];
}

/** In what the answer breaks a schema that the project expects of it. */
function schemaFault(
  { expect = [] }: ConfiguredCall,
  { value }: CallOutcome,
  compile: ReturnType<typeof schemaCompiler>,
): string | undefined {
  for (const { schema, path } of expect) {
    if (schema === undefined) continue;
    const where = path ?? 'the result';
    if (value === undefined) return `expected ${where} to conform to a schema, found more than is read of an answer`;
    const compiled = compile(schema);
    if (!compiled.ok) return `the schema that is expected of ${where} ${compiled.problem}`;
    const found = path === undefined ? value : valueAt(value, path);
    const violation = compiled.violation(found, where);
    if (violation !== undefined) return `expected ${where} to conform to its schema, but ${violation}`;
  }
  return undefined;
}

function findingFor(failures: readonly Failure[], calls: readonly ConfiguredCall[]): Finding {
  const [first, second] = failures as readonly [Failure, Failure?];
  const { call, session } = first;
  const where = failures.map((failure) => transportName(failure.session)).join(' and ');
  const other = second !== undefined && second.call.message !== call.message ? second : undefined;
  const skipped = skippedFor(call, session, calls);
  const evidence = [
    ...(other === undefined ? [] : [`${transportName(other.session)}: ${cleanText(other.call.message ?? '')}`]),
    ...(skipped.length === 0
      ? []
      : [`not made for want of its values: ${skipped.map((outcome) => `call ${numbered(outcome)}`).join(', ')}`]),
  ];
  return {
    message: `Call ${numbered(call)} over ${where}: ${cleanText(call.message ?? 'it failed')}.`,
    location: { uri: 'mcp-dock.yaml', ...(call.line === undefined ? {} : { line: call.line }) },
    ...(evidence.length === 0 ? {} : { evidence }),
    ...reproFor(session, calls[call.index]),
  };
}

/** Calls that were not made because this one gave no value, or one that was not made for its sake. */
function skippedFor({ index: failed }: CallOutcome, session: McpSession, calls: readonly ConfiguredCall[]) {
  const lost = new Set(Object.keys(calls[failed]?.save ?? {}));
  const following: CallOutcome[] = [];
  for (const outcome of session.calls) {
    const call = calls[outcome.index];
    if (outcome.index <= failed || call === undefined) continue;
    const follows = outcome.skipped === true && savedValuesOf(call).some(({ name }) => lost.has(name));
    if (follows) following.push(outcome);
    // A name is that of the last call that saves it: from here on this one answers for it.
    for (const name of Object.keys(call.save ?? {})) {
      if (follows) lost.add(name);
      else lost.delete(name);
    }
  }
  return following;
}

/** None where the arguments come from answers of earlier calls, which another server gives other values to. */
function reproFor(session: McpSession, call: ConfiguredCall | undefined): Pick<Finding, 'repro'> {
  if (call === undefined || savedValuesOf({ arguments: call.arguments }).length > 0) return {};
  return { repro: reproOf(session, 'tools/call', { name: call.tool, arguments: literalArguments(call.arguments) }) };
}
