import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export interface Address {
  host: string;
  port: number;
  /** The setting to change when this address cannot be had. */
  variable: string;
}

export interface Listener {
  /** Takes no new connections from now on. */
  refuse(): void;
  /** Lets answers that are on their way out leave, then cuts what is still open. */
  close(): Promise<void>;
}

const LAST_ANSWERS_MS = 500;
const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program uses that port',
  EACCES: 'this user may not open that port',
  EADDRNOTAVAIL: 'this machine does not have that address',
};

/** Opens a port. Rejects with a sentence for people when that fails. */
export async function listen(app: RequestListener, { host, port, variable }: Address): Promise<Listener> {
  const server = createServer(app);
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code = '', message }: NodeJS.ErrnoException) =>
      reject(
        new Error(`${host}:${port} cannot be opened: ${REASONS[code] ?? message}. Set ${variable} to another port.`),
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    refuse: () => server.close(),
    async close() {
      server.close();
      // A connection that turns idle after close() would be kept for its next request, which must not come.
      const sweep = setInterval(() => server.closeIdleConnections(), 10);
      await Promise.race([closed, pause(LAST_ANSWERS_MS, undefined, { ref: false })]);
      clearInterval(sweep);
      server.closeAllConnections();
      await closed;
    },
  };
}
