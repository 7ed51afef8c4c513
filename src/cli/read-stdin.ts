import { addAbortSignal, type Readable } from 'node:stream';
import { McpDockError } from '../errors/mcp-dock-error.js';

/** As large as an answer may be. */
const MAX_BYTES = 4 * 1024 * 1024;

interface Waiting {
  readonly signal: AbortSignal;
  /** Tells a person at a terminal, who sees nothing else, that it is waited for. */
  readonly note: (message: string) => void;
}

/** All of standard input as text. Throws FLAG_INVALID when that is too much, and what the signal ends it with. */
export async function readBoundedStdin(
  stdin: Readable & { readonly isTTY?: boolean },
  { signal, note }: Waiting,
): Promise<string> {
  if (stdin.isTTY === true)
    note(
      '--args-json - reads the arguments from this terminal: type them, then end with Ctrl-D (Windows: Ctrl-Z, Enter).',
    );
  addAbortSignal(signal, stdin);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin as AsyncIterable<Buffer | string>) {
    const buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    bytes += buffer.length;
    if (bytes > MAX_BYTES)
      throw new McpDockError('FLAG_INVALID', {
        reason: '--args-json - read more than 4 MiB from standard input.',
        command: 'tools call',
      });
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
