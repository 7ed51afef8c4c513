import { MODERN_VERSION, withModernMeta, type ClientInfo, type Era, type JsonObject } from '../model/mcp-protocol.js';

const HUGE_BYTES = 5_000_000;
const LEVELS = 10_000;
const MARK = '@@';

/** One thing that is no good request, for either transport. No method that it names does anything. */
export interface Input {
  readonly name: string;
  /** In words, for a sentence: `a message of 5 MB`. */
  readonly title: string;
  readonly bytes: string | Uint8Array;
  /** Shell words that print it. */
  readonly printed: string;
  /** Over HTTP, more is announced than is sent. */
  readonly cut?: boolean;
}

/** Bytes that are no UTF-8, no line break and no JSON. */
const BINARY = Uint8Array.of(0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28, 0xf0, 0x9f, 0x1b, 0x5b, 0x7b, 0xed, 0xa0, 0x80, 0x07);

/** What no server likes to be sent, the mildest first; the last ones of a list are the likeliest to end a server. Or one of them alone. */
export const badInputs = (era: Era, client: ClientInfo, alone?: string): Input[] =>
  allInputs(era, client).filter(({ name }) => alone === undefined || name === alone);

function allInputs(era: Era, client: ClientInfo): Input[] {
  const method = harmlessMethod(era);
  const params = (more: JsonObject) => (era === MODERN_VERSION ? withModernMeta(more, client) : more);
  const message = (more: JsonObject) => JSON.stringify({ jsonrpc: '2.0', method, params: params({}), ...more });
  const padded = message({ id: 'mcp-dock-huge', params: params({ padding: MARK }) });
  const nested = message({ id: 'mcp-dock-deep', params: params({ nested: MARK }) });
  return [
    text('unknown-notification', 'an unknown notification', message({ method: 'notifications/mcp-dock-unknown' })),
    text('null-id', 'a request with the id null', message({ id: null })),
    text('text-params', 'params that are a text', message({ id: 'mcp-dock-text', params: 'text' })),
    text('null', 'null in place of a message', 'null'),
    { ...text('half', 'half a message', message({ id: 'mcp-dock-half' }).slice(0, 40)), cut: true },
    {
      name: 'binary',
      title: 'bytes that are no text',
      bytes: BINARY,
      printed: String.raw`printf '\377\376\000\200\303(\360\237\033[{\355\240\200\007'`,
    },
    {
      name: 'deep',
      title: `a message of ${LEVELS.toLocaleString('en')} levels`,
      bytes: nested.replace(`"${MARK}"`, () => `${'['.repeat(LEVELS)}${']'.repeat(LEVELS)}`),
      printed: around(
        nested,
        `head -c ${LEVELS} /dev/zero | tr '\\0' '['; head -c ${LEVELS} /dev/zero | tr '\\0' ']'`,
        '',
      ),
    },
    {
      name: 'huge',
      title: `a message of ${HUGE_BYTES / 1e6} MB`,
      bytes: padded.replace(MARK, () => 'a'.repeat(HUGE_BYTES)),
      printed: around(padded, `head -c ${HUGE_BYTES} /dev/zero | tr '\\0' a`, '"'),
    },
  ];
}

/** Sent afterwards, to see whether the server still answers. */
export const harmlessMethod = (era: Era): string => (era === MODERN_VERSION ? 'server/discover' : 'ping');

const text = (name: string, title: string, bytes: string): Input => ({
  name,
  title,
  bytes,
  printed: `printf %s ${quoted(bytes)}`,
});

/** The message with what a command prints in place of the mark. */
function around(message: string, command: string, quote: string): string {
  const [before = '', after = ''] = message.split(`"${MARK}"`);
  return `{ printf %s ${quoted(before + quote)}; ${command}; printf %s ${quoted(quote + after)}; }`;
}

const quoted = (words: string): string => `'${words.replaceAll("'", String.raw`'\''`)}'`;
