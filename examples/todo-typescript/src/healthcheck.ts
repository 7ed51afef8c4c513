/**
 * Probe for HEALTHCHECK: asks the server in this container whether it is well. Exits with 0 or 1 and prints one line.
 * With the argument `live` it asks only whether the server answers, not whether what it needs is there.
 * Imports nothing but Node's own http, because Docker starts it again and again.
 */
import { readFileSync } from 'node:fs';
import { get } from 'node:http';

const LIMIT_MS = 2_000;

if (servesStdio()) {
  // There is no port to ask. Process 1 is the server: had it ended, this container would be gone.
  finish(true, 'the server uses standard input and output');
} else {
  const port = process.env['PORT'] || process.env['MCP_SERVER_PORT'] || '3000';
  const request = get(
    {
      host: '127.0.0.1',
      port,
      path: process.argv[2] === 'live' ? '/health/live' : '/health',
      timeout: LIMIT_MS,
      agent: false,
    },
    ({ statusCode }) => {
      finish(statusCode === 200, `status ${statusCode}`);
    },
  );
  request.on('timeout', () => finish(false, `no answer within ${LIMIT_MS / 1000} s`));
  request.on('error', (error: NodeJS.ErrnoException) => finish(false, `port ${port} does not answer (${error.code})`));
}

function servesStdio(): boolean {
  const mode = argumentsOfServer().findLast((argument) => argument === 'http' || argument === 'stdio');
  return mode === undefined ? process.env['MCP_TRANSPORT'] === 'stdio' : mode === 'stdio';
}

function argumentsOfServer(): string[] {
  try {
    return readFileSync('/proc/1/cmdline', 'utf8').split('\0');
  } catch {
    // Not on Linux, or not ours to read: the environment has to do.
    return [];
  }
}

function finish(healthy: boolean, detail: string): never {
  console.log(`${healthy ? 'healthy' : 'unhealthy'}: ${detail}`);
  process.exit(healthy ? 0 : 1);
}
