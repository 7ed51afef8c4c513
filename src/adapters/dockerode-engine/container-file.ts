import type { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { McpDockError } from '../../errors/mcp-dock-error.js';
import type { Engine } from '../../ports/engine.js';
import type { Calls } from './calls.js';
import { containerPath } from './containers.js';
import { statusOf } from './translate-error.js';

const LIMIT_MS = 10_000;

/** The engine sends a tar with the one file in it, of a container that has ended too. */
export const containerFile =
  (calls: Calls): Engine['containerFile'] =>
  async (id, path, maxBytes) => {
    const call = { during: 'reading a file of the container', container: id, limitMs: LIMIT_MS };
    try {
      return await calls.inTime(call, async (signal) => {
        const response = await calls.stream({ ...call, path: `${containerPath(id)}/archive`, query: { path }, signal });
        try {
          return await firstBytes(response, maxBytes);
        } finally {
          response.destroy();
        }
      });
    } catch (error) {
      if (error instanceof McpDockError && statusOf(error.cause) === 404) return undefined;
      throw error;
    }
  };

/** Of the first entry, when that is a file. */
function firstBytes(source: Readable, maxBytes: number): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const archive = extract();
  archive.on('entry', ({ type }, body) => {
    if (type !== 'file') return resolve(undefined);
    const chunks: Buffer[] = [];
    let bytes = 0;
    const done = () => resolve(Buffer.concat(chunks).subarray(0, maxBytes));
    body.on('data', (data) => {
      const chunk = data as Buffer;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= maxBytes) done();
    });
    return body.on('end', done);
  });
  archive.on('finish', () => resolve(undefined));
  archive.on('error', reject);
  source.on('error', reject);
  source.pipe(archive);
  return promise;
}
