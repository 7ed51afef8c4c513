import { cleanText } from '../../model/clean-text.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { MODERN_VERSION } from '../../model/mcp-protocol.js';
import { reproOf } from '../mcp-repro.js';
import { quoted } from '../mcp-sessions.js';
import { documentOf } from '../wire/expected-shape.js';
import { violationsOf, type Violation } from '../wire/violations.js';

type Part = 'inputSchema' | 'outputSchema';

/**
 * Where the schemas of tools are not what the revision of their conversation asks for: official clients of the handshake era then
 * refuse the whole list. Tools of which more is wrong, by their names, are left out.
 */
export function shapeFindings(
  sessions: readonly McpSession[],
  part: Part,
  broken: ReadonlySet<string>,
): Pick<Finding, 'message' | 'repro'>[] {
  return sessions.flatMap((session) =>
    (session.tools ?? []).flatMap((tool) => {
      const { name, [part]: schema } = tool;
      const problem = schema === undefined || broken.has(name) ? undefined : shapeProblem(part, schema, session);
      return problem === undefined
        ? []
        : [{ message: `The ${part} of ${quoted(name)} ${problem}.`, repro: reproOf(session, 'tools/list') }];
    }),
  );
}

/** In which its tools were listed. */
const revisionOf = ({ eras: [era], protocolVersion }: McpSession): string | undefined =>
  era === 'handshake' ? protocolVersion : MODERN_VERSION;

function shapeProblem(part: Part, schema: unknown, session: McpSession): string | undefined {
  const revision = revisionOf(session);
  const shape = documentOf(revision, 'Tool');
  if (shape === undefined) return undefined;
  const tool = { name: '', inputSchema: { type: 'object' }, [part]: schema };
  const problem = violationsOf(shape.document, shape.definition, tool)
    // Which dialects there are is another question.
    .find(({ path }) => path[0] === part && path[1] !== '$schema');
  return problem && `${wordsOf(problem)}, which ${revision} asks for`;
}

function wordsOf({ path: [, ...path], rule, wanted, found }: Violation): string {
  const instead = `instead of ${path[0] === 'type' || rule === 'required' ? '"object"' : wanted}`;
  if (rule === 'required') return `has no ${wanted} at its root ${instead}`;
  const value = cleanText(JSON.stringify(found) ?? 'nothing', 60);
  return path[0] === 'type'
    ? `has the type ${value} at its root ${instead}`
    : `has ${value} at ${cleanText(path.join('.'), 100)} ${instead}`;
}
