import { cleanText } from '../../model/clean-text.js';
import type { McpSession, McpTool } from '../../model/facts/mcp.js';
import type { Finding } from '../../model/finding.js';
import { findSecrets } from '../../model/find-secrets.js';
import { isObject } from '../../model/mcp-protocol.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { distinct, quoted, transportName } from '../mcp-sessions.js';
import { hiddenText } from '../texts/hidden-text.js';
import { saidToModel } from '../texts/said-to-model.js';
import { listedTools } from './listed-tools.js';

export default defineCheck({
  id: 'tools/descriptions-safe',
  title: 'Descriptions hide nothing and order nothing behind the back of the user',
  why: 'A model reads every character of a description as part of its instructions, and people see little of it: what is hidden there steers the model unseen, and scanners of clients and catalogues refuse the server.',
  remedy:
    'Take out hidden characters, comments and secrets, and say what the tool does instead of what the model shall keep from its user.',
  severity: 'warning',
  references: [
    {
      title: 'MCP 2025-11-25: Tools, security considerations',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#security-considerations',
    },
    {
      title: 'MCP 2025-11-25: Key principles, tool safety',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25#key-principles',
    },
    { title: 'Unicode: Security of invisible characters', url: 'https://www.unicode.org/reports/tr36/' },
  ],
  profile: 'quick',
  since: '0.2.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    const greetings = mcpSessions.flatMap((session) => greetingFindings(session));
    if (!('tools' in listed)) return greetings.length > 0 ? distinct(greetings) : listed;
    const ofTools = listed.tools.flatMap((tool) =>
      textsOf(tool).flatMap(({ where, text }) =>
        findingsIn(text, where).map((finding) => ({ ...finding, ...listed.shownBy(tool) })),
      ),
    );
    return distinct([...greetings, ...ofTools]);
  },
});

function greetingFindings(session: McpSession): Finding[] {
  const { instructions } = session;
  if (instructions === undefined) return [];
  const where = 'The greeting of the server';
  const method = session.eras[0] === 'handshake' ? 'tools/list' : 'server/discover';
  return findingsIn(instructions, where).map((finding) => ({
    ...finding,
    evidence: [`over ${transportName(session)}`, ...(finding.evidence ?? [])],
    repro: reproOf(session, method),
  }));
}

interface Text {
  /** `The description of "x"`, the beginning of a sentence. */
  readonly where: string;
  readonly text: string;
}

const MAX_PARTS = 2_000;

/** Everything of a tool that a model is given to read. */
function textsOf({ name, title, description, annotations = {}, inputSchema, outputSchema }: McpTool): Text[] {
  const shown = quoted(name);
  const own = [
    { where: `The description of ${shown}`, text: description },
    { where: `The title of ${shown}`, text: title },
    { where: `The title of ${shown}`, text: annotations['title'] },
  ].flatMap(({ where, text }) => (typeof text === 'string' ? [{ where, text }] : []));
  return [...own, ...[inputSchema, outputSchema].flatMap((schema) => schemaTexts(schema, shown))];
}

/** Descriptions and titles anywhere in a schema, breadth first and bounded. */
function schemaTexts(root: unknown, tool: string): Text[] {
  const texts: Text[] = [];
  const queue: { readonly part: unknown; readonly name: string }[] = [{ part: root, name: '' }];
  for (let at = 0; at < queue.length && at < MAX_PARTS; at += 1) {
    const { part, name } = queue[at] ?? { part: undefined, name: '' };
    if (Array.isArray(part)) for (const item of part) queue.push({ part: item, name });
    if (!isObject(part)) continue;
    for (const [key, value] of Object.entries(part)) {
      if ((key === 'description' || key === 'title') && typeof value === 'string')
        texts.push({ where: `The ${key} of ${name === '' ? 'a schema' : quoted(name)} in ${tool}`, text: value });
      else if (typeof value === 'object')
        queue.push({ part: value, name: isObject(value) && !KEYWORDS.has(key) ? key : name });
    }
  }
  return texts;
}

const KEYWORDS = new Set([
  'properties',
  'items',
  'anyOf',
  'oneOf',
  'allOf',
  '$defs',
  'definitions',
  'additionalProperties',
]);

function findingsIn(text: string, where: string): Finding[] {
  const hidden = hiddenText(text).map(({ what, reads }) => ({
    message: `${where} has ${what} that nobody sees${reads === undefined ? '' : `, which read ${JSON.stringify(cleanText(reads, 120))}`}.`,
    evidence: [cleanText(text, 300)],
  }));
  const said = saidToModel(text).map(({ what, words }) => ({
    message: `${where} ${what}: ${JSON.stringify(cleanText(words, 160))}.`,
    evidence: [around(text, words)],
  }));
  const secrets = findSecrets(text, { place: 'log', name: '' })
    // A name with a word behind it is how arguments are described.
    .filter(({ rule }) => rule !== 'assigned-secret')
    .map(({ title }) => ({ message: `${where} has ${title} in it.` }));
  return [...hidden, ...said, ...secrets];
}

function around(text: string, words: string): string {
  const at = Math.max(0, text.indexOf(words));
  return cleanText(text.slice(Math.max(0, at - 80), at + words.length + 80), 400);
}
