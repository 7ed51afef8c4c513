import type { ToolCall } from '../actions/call-server-tool.js';
import type { ServerTools } from '../actions/list-server-tools.js';
import { ExitCode } from '../errors/exit-code.js';
import { McpDockError } from '../errors/mcp-dock-error.js';
import { cleanText, printableJson } from '../model/clean-text.js';
import { describeArguments, hintOf } from '../model/describe-arguments.js';
import type { McpTool } from '../model/facts/mcp.js';
import { isObject } from '../model/mcp-protocol.js';
import { formatBytes } from '../model/units.js';
import type { RenderOptions } from '../reporters/define-reporter.js';
import { painter, type Paint } from '../reporters/paint.js';
import { wrap } from '../reporters/wrap.js';

type Look = Pick<RenderOptions, 'colour' | 'symbols' | 'width' | 'verbose'>;

/** Characters of what a tool does that a list shows; a server may write a page. */
const SHORT = 300;
const LONG = 5_000;
const INDENT = 2;

/** Each tool with what it does and its arguments, `*` at what is required. */
export function presentTools(found: ServerTools, look: Look): string {
  const paint = painter(look);
  const { tools } = found;
  return [
    headOf(found, `${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}`, paint),
    ...tools.flatMap((tool) => ['', ...toolRows(tool, look, paint)]),
    ...(tools.some(({ inputSchema }) => describeArguments(inputSchema).some(({ required }) => required))
      ? ['', paint.faint('* required')]
      : []),
  ].join('\n');
}

function headOf(
  { target, transport, revision, server }: Omit<ServerTools, 'tools'>,
  count: string,
  paint: Paint,
): string {
  const name =
    server === undefined ? '' : ` · ${cleanText([server.name, server.version].filter(Boolean).join(' '), 100)}`;
  const over = transport === 'http' ? 'HTTP' : 'stdio';
  return `${paint.strong(cleanText(target, 200))}${paint.faint(`${name} · ${over} · ${cleanText(revision, 40)} · ${count}`)}`;
}

const HINTS = {
  reads: 'only reads',
  writes: 'changes, destroys nothing',
  destroys: 'may destroy',
  unsaid: '',
} as const;

function toolRows({ name, title, description, inputSchema, annotations }: McpTool, look: Look, paint: Paint): string[] {
  const { width, verbose } = look;
  const hint = HINTS[hintOf(annotations)];
  const args = describeArguments(inputSchema).map((argument) => ({
    ...argument,
    shown: `${cleanText(argument.name, 60)}${argument.required ? '*' : ''}`,
    type: cleanText(argument.type, 80),
  }));
  const names = Math.max(0, ...args.map(({ shown }) => shown.length));
  const types = Math.max(0, ...args.map(({ type }) => type.length));
  const text = description ?? title ?? '';
  return [
    `${paint.label(cleanText(name, 128))}${hint === '' ? '' : paint.faint(`  ${hint}`)}`,
    ...(text === '' ? [] : [indented(text, INDENT, { width, limit: verbose ? LONG : SHORT })]),
    ...args.map(({ shown, type, description: about = '' }) => {
      const head = `${' '.repeat(INDENT)}${shown.padEnd(names)}  ${type.padEnd(types)}`;
      const column = INDENT + names + types + 4;
      if (about === '') return head.trimEnd();
      const words = wrap(oneLine(about, verbose ? LONG : SHORT), { width, used: column, hanging: column });
      return `${head}  ${paint.faint(words)}`;
    }),
    ...(verbose ? schemaRows(inputSchema, paint) : []),
  ];
}

/** Whole, as a table of arguments leaves out what has no short words. */
const schemaRows = (schema: unknown, paint: Paint): string[] =>
  printableJson(schema, 2)
    .slice(0, LONG * 4)
    .split('\n')
    .map((line) => paint.faint(`${' '.repeat(INDENT)}${line}`));

const indented = (text: string, indent: number, { width, limit }: { width: number; limit: number }) =>
  `${' '.repeat(indent)}${wrap(oneLine(text, limit), { width, used: indent, hanging: indent })}`;

/** Docstrings are broken where their source was. */
const oneLine = (text: string, limit: number) => cleanText(text.replaceAll(/\s+/gu, ' ').trim(), limit);

/** The same for a program, as the server wrote it. */
export function toolsDocument(found: ServerTools, version: string): string {
  return printableJson({ schemaVersion: 1, tool: { name: 'mcp-dock', version }, command: 'tools list', ...found });
}

/** All text of one answer that a terminal is given. */
const MOST_CHARACTERS = 100_000;

/** What the tool answered, content by content; images and sounds are named, not shown. */
export function presentCall({ content, structuredContent }: ToolCall): string {
  const parts = content.map(contentText);
  // The specification has servers repeat the structure as text, for clients that read nothing else.
  if (!parts.some(({ text }) => text) && structuredContent !== undefined)
    parts.push({ text: true, shown: printableJson(structuredContent, 2) });
  const whole = parts.map(({ shown }) => shown).join('\n');
  const cut = whole.length - MOST_CHARACTERS;
  return cut <= 0 ? whole : `${whole.slice(0, MOST_CHARACTERS)}\n… ${cut} more characters; --json has them all.`;
}

interface Part {
  /** It is what the tool says, not a word about it. */
  readonly text: boolean;
  readonly shown: string;
}

function contentText(item: unknown): Part {
  const about = (words: string): Part => ({ text: false, shown: `[${words}]` });
  if (!isObject(item)) return about('content that is no object');
  const { type, text, data, mimeType, uri, name, resource } = item;
  const kind = cleanText(typeof mimeType === 'string' ? mimeType : 'no type', 100);
  if (type === 'text' && typeof text === 'string') return { text: true, shown: lines(text) };
  if ((type === 'image' || type === 'audio') && typeof data === 'string')
    return about(`${type}, ${kind}, ${sizeOf(data)}; --json has it`);
  if (type === 'resource_link')
    return about(
      `resource ${[name, uri]
        .filter((word) => typeof word === 'string')
        .map((word) => cleanText(word, 300))
        .join(' ')}`,
    );
  if (type === 'resource' && isObject(resource)) {
    const where = cleanText(typeof resource['uri'] === 'string' ? resource['uri'] : 'without an address', 300);
    if (typeof resource['text'] === 'string')
      return { text: true, shown: `[resource ${where}]\n${lines(resource['text'])}` };
    return about(
      `resource ${where}, ${typeof resource['blob'] === 'string' ? sizeOf(resource['blob']) : 'empty'}; --json has it`,
    );
  }
  return about(`content of type ${cleanText(typeof type === 'string' ? type : 'unknown', 60)}; --json has it`);
}

const sizeOf = (base64: string) => formatBytes(Math.floor((base64.length * 3) / 4));

const lines = (text: string) =>
  text
    .slice(0, MOST_CHARACTERS * 2)
    .split(/\r?\n/u)
    .map((line) => cleanText(line, MOST_CHARACTERS * 2))
    .join('\n');

/** The same for a program, whole. */
export function callDocument(answer: ToolCall, version: string): string {
  const { note: _, violation: __, tool: name, ...call } = answer;
  const head = { schemaVersion: 1, tool: { name: 'mcp-dock', version }, command: 'tools call' };
  return printableJson({ ...head, name, ...call });
}

/** For stderr and the status: a tool that says that it failed has failed, and a result that clients refuse is none to them. */
export function callVerdict(
  { isError, violation, tool, target }: ToolCall,
  { json }: { readonly json: boolean },
): { readonly exitCode: ExitCode; readonly verdict?: string } {
  if (!isError && violation === undefined) return { exitCode: ExitCode.Ok };
  const about = { tool: cleanText(tool, 128), target };
  const error =
    violation === undefined
      ? new McpDockError('TOOL_FAILED', about)
      : new McpDockError('TOOL_RESULT_INVALID', { ...about, violation });
  return { exitCode: error.exitCode, verdict: json ? printableJson({ error }) : error.message };
}
