import { request } from 'node:http';

const LIMIT_MS = 1_000;

/** Whether an engine answers at a `unix://` or `npipe://` address. */
export function pingEndpoint(endpoint: string): Promise<boolean> {
  const socketPath = endpoint.replace(/^(?:unix|npipe):\/\//u, '');
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: '/_ping', signal: AbortSignal.timeout(LIMIT_MS) }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.once('error', () => resolve(false));
    asked.end();
  });
}
