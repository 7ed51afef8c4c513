import { McpDockError } from '../errors/mcp-dock-error.js';

/** As large as an answer may be. */
const MAX_BYTES = 4 * 1024 * 1024;

/** All of standard input as text. Throws FLAG_INVALID when that is too much. */
export async function readBoundedStdin(stdin: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stdin) {
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
