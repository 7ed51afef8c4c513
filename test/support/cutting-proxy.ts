import { createConnection, createServer, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CuttingProxy extends AsyncDisposable {
  readonly address: string;
}

/**
 * A socket in front of the engine that is cut for good, with everything that goes through it, a moment after a request that
 * matches was passed on: an engine that dies in the middle.
 */
export async function cuttingProxy(engineSocket: string, cutAfter: RegExp, afterMs = 150): Promise<CuttingProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'mcp-dock-proxy-'));
  const path = join(folder, 'engine.sock');
  const open = new Set<Socket>();
  let cut = false;
  const cutAll = () => {
    cut = true;
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    if (cut) {
      client.destroy();
      return;
    }
    const upstream = createConnection(engineSocket);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => open.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      if (cutAfter.test(chunk.toString('latin1'))) setTimeout(cutAll, afterMs);
    });
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    address: `unix://${path}`,
    async [Symbol.asyncDispose]() {
      cutAll();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
