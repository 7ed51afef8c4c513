import type { McpTool } from '../../model/facts/mcp.js';
import { cleanText } from '../../model/clean-text.js';
import { defineCheck } from '../define-check.js';
import { distinct, quoted } from '../mcp-sessions.js';
import { listedTools } from './listed-tools.js';

const MAX_PARTS = 5_000;
/** Names and places of one tool in a sentence. */
const MOST_NAMED = 5;
/** What the tool-use APIs of the large models accept. */
const API_NAME = /^[A-Za-z0-9_-]{1,64}$/u;
const API_PROPERTY = /^[A-Za-z0-9_.-]{1,64}$/u;
const COMBINATORS = ['oneOf', 'anyOf', 'allOf'];

export default defineCheck({
  id: 'tools/client-compatible',
  title: 'Tools fit the model APIs behind known clients',
  why: 'One tool that a model API refuses makes some clients drop every tool of the server, often without a word.',
  remedy:
    'Keep names to 64 of A-Z, a-z, 0-9, _ and -, names of arguments to 64 of the same and ., the root of inputSchema free of oneOf, anyOf and allOf, and give every array its items.',
  severity: 'warning',
  references: [
    {
      title: 'Claude Code issue 88049: one schema drops all tools',
      url: 'https://github.com/anthropics/claude-code/issues/88049',
    },
    {
      title: 'Claude API: Define tools',
      url: 'https://docs.claude.com/en/docs/agents-and-tools/tool-use/implement-tool-use',
    },
    { title: 'OpenAI API: Function calling', url: 'https://platform.openai.com/docs/guides/function-calling' },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    if (!('tools' in listed)) return listed;
    return distinct(
      listed.tools.flatMap((tool) =>
        problemsOf(tool).map((problem) => ({
          message: `Tool ${quoted(tool.name)} ${problem}.`,
          ...listed.shownBy(tool),
        })),
      ),
    );
  },
});

function problemsOf({ name, inputSchema }: McpTool): string[] {
  // Names that the protocol itself forbids are a finding of tools/names-valid.
  const validName = /^[A-Za-z0-9_.-]{1,128}$/u.test(name);
  const problems = validName && !API_NAME.test(name) ? [nameProblem(name)] : [];
  if (!isObject(inputSchema)) return problems;
  const combinators = COMBINATORS.filter((keyword) => keyword in inputSchema);
  if (combinators.length > 0) problems.push(`has ${combinators.join(' and ')} at the root of its inputSchema`);
  const { properties, arrays } = partsOf(inputSchema);
  if (properties.length > 0) {
    const argument = properties.length === 1 ? 'argument' : 'arguments';
    problems.push(`has the ${argument} ${someOf(properties.map(quoted))}, which model APIs refuse`);
  }
  if (arrays.length > 0) {
    const array = arrays.length === 1 ? 'an array' : 'arrays';
    problems.push(`has ${array} without items at ${someOf(arrays.map((path) => cleanText(path, 100)))}`);
  }
  return problems;
}

const someOf = (words: readonly string[]): string =>
  [...words.slice(0, MOST_NAMED), ...(words.length > MOST_NAMED ? [`${words.length - MOST_NAMED} more`] : [])].join(
    ', ',
  );

const nameProblem = (name: string) =>
  name.length > 64
    ? `has a name of ${name.length} characters, over 64`
    : 'has a name with a dot, which model APIs refuse';

/** Odd names of arguments, and arrays without items anywhere in a schema, breadth first and bounded. */
function partsOf(root: Schema): { properties: string[]; arrays: string[] } {
  const properties: string[] = [];
  const arrays: string[] = [];
  const queue: { readonly path: string; readonly schema: Schema }[] = [{ path: '$', schema: root }];
  for (let index = 0; index < queue.length && index < MAX_PARTS; index += 1) {
    const part = queue[index];
    if (part === undefined) break;
    const { path, schema } = part;
    const add = (value: unknown, name: string) => {
      if (isObject(value)) queue.push({ path: `${path}.${name}`, schema: value });
    };
    if (schema['type'] === 'array' && !('items' in schema) && !('prefixItems' in schema)) arrays.push(path);
    for (const [name, value] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
      // What the APIs are known to refuse is a name at the root.
      if (path === '$' && !API_PROPERTY.test(name)) properties.push(name);
      add(value, name);
    }
    add(schema['items'], 'items');
    for (const keyword of COMBINATORS) {
      const branches = schema[keyword];
      if (Array.isArray(branches)) for (const [at, branch] of branches.entries()) add(branch, `${keyword}[${at}]`);
    }
  }
  return { properties, arrays };
}

type Schema = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
