import { cleanText } from '../../model/clean-text.js';
import { isObject, MODERN_VERSION, type JsonObject } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { distinct, quoted } from '../mcp-sessions.js';
import { listedTools } from './listed-tools.js';

const KEY = 'x-mcp-header';

export default defineCheck({
  id: 'tools/headers-declared',
  title: 'Arguments that become headers are declared as the protocol has it',
  why: 'Clients of 2026-07-28 over HTTP leave out every tool with an x-mcp-header that breaks the rules; the others are shown without it.',
  remedy:
    'Name a header of letters, digits and hyphens, once in a tool, for an integer, string or boolean that is reached from the root of the schema through properties alone.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2026-07-28: x-mcp-header',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/server/tools#x-mcp-header',
    },
    {
      title: 'MCP 2026-07-28: Custom headers from tool parameters',
      url: 'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#custom-headers-from-tool-parameters',
    },
  ],
  revisions: ['2026-07-28'],
  profile: 'quick',
  since: '0.2.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    // Before that it is any other keyword of the project's own, which clients do not look at.
    const modern = mcpSessions.filter(({ eras }) => eras.includes(MODERN_VERSION));
    if (modern.length === 0)
      return { notApplicable: `The server does not speak ${MODERN_VERSION}, which alone has ${KEY}.` };
    const listed = listedTools(modern);
    if (!('tools' in listed)) return listed;
    const marked = listed.tools.map((tool) => ({ tool, headers: headersIn(tool.inputSchema) }));
    if (marked.every(({ headers }) => headers.length === 0))
      return { notApplicable: `No tool has ${KEY} in its schema.` };
    return distinct(
      marked.flatMap(({ tool, headers }) =>
        problemsOf(headers).map((problem) => ({
          message: `In the inputSchema of ${quoted(tool.name)}, ${problem}.`,
          ...listed.shownBy(tool),
        })),
      ),
    );
  },
});

interface Marked {
  readonly path: string;
  readonly schema: JsonObject;
  /** From the root, through properties alone. */
  readonly reached: boolean;
}

const MAX_PARTS = 2_000;

/** Every part of a schema that is marked, breadth first and bounded. */
function headersIn(root: unknown): Marked[] {
  if (!isObject(root)) return [];
  const found: Marked[] = [];
  const queue: { readonly path: string; readonly part: unknown; readonly reached: boolean; readonly names: boolean }[] =
    [{ path: '', part: root, reached: true, names: false }];
  for (let at = 0; at < queue.length && at < MAX_PARTS; at += 1) {
    const { path, part, reached, names } = queue[at] ?? { path: '', part: undefined, reached: false, names: false };
    if (typeof part !== 'object' || part === null) continue;
    // Among the names of properties the key is a property that is called so.
    if (!names && isObject(part) && KEY in part) found.push({ path: path === '' ? '$' : path, schema: part, reached });
    for (const [key, value] of Object.entries(part)) {
      const through = names || key === 'properties';
      const next = names ? `${path === '' ? '' : `${path}.`}${key}` : path;
      // What is given as an example is no part of the schema.
      if (!names && ['const', 'default', 'enum', 'examples'].includes(key)) continue;
      queue.push({ path: next, part: value, reached: reached && through, names: !names && key === 'properties' });
    }
  }
  return found;
}

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/u;
const PRIMITIVE = ['integer', 'string', 'boolean'];

function problemsOf(headers: readonly Marked[]): string[] {
  const seen = new Map<string, string>();
  return headers.flatMap(({ path, schema, reached }) => {
    const value = schema[KEY];
    const what = `${KEY} ${cleanText(JSON.stringify(value) ?? 'nothing', 60)} of ${cleanText(path, 100)}`;
    if (typeof value !== 'string' || !TOKEN.test(value)) return [`the ${what} is no name of a header`];
    const same = seen.get(value.toLowerCase());
    seen.set(value.toLowerCase(), path);
    const { type } = schema;
    return [
      ...(same === undefined ? [] : [`the ${what} is that of ${cleanText(same, 100)} too`]),
      ...(typeof type === 'string' && PRIMITIVE.includes(type)
        ? []
        : [
            `the ${what} is for the type ${cleanText(JSON.stringify(type) ?? 'none', 60)} instead of integer, string or boolean`,
          ]),
      ...(reached ? [] : [`the ${what} is not reached from the root through properties alone`]),
    ];
  });
}
