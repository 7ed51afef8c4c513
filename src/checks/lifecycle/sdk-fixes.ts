import type { McpSdk } from '../../model/facts/sdks.js';

const NODE_LINES =
  "after `await server.connect(transport)`: `const bye = () => process.exit(0); process.stdin.once('end', bye).once('close', bye); process.once('SIGTERM', bye).once('SIGINT', bye);`";
const PYTHON_LINE =
  '`import os, signal` and, before the server runs, `signal.signal(signal.SIGTERM, lambda *_: os._exit(0))`';

/** What each library leaves to the server, and the lines that mend it. */
const FIXES: Readonly<Record<McpSdk['name'], string>> = {
  'typescript-1': `The TypeScript SDK 1.x (@modelcontextprotocol/sdk) hears of data and errors on stdin, and neither of its end nor of signals. Add ${NODE_LINES}.`,
  'typescript-2': `The TypeScript SDK 2.x (@modelcontextprotocol/server) leaves signals to the server, and whatever else keeps the process alive. Add ${NODE_LINES}.`,
  'fastmcp-typescript': `FastMCP for TypeScript stands on the TypeScript SDK, which leaves signals to the server. Add ${NODE_LINES}.`,
  'python-1': `The Python SDK 1.x (mcp) ends with stdin and leaves SIGTERM to Python, which as process 1 ignores it. Add ${PYTHON_LINE}; end threads and pools when the server returns.`,
  'python-2': `The Python SDK 2.x (mcp) ends with stdin and leaves SIGTERM to Python, which as process 1 ignores it. Add ${PYTHON_LINE}; end threads and pools when the server returns.`,
  fastmcp: `FastMCP over stdio ends with stdin and leaves SIGTERM to Python, which as process 1 ignores it. Add ${PYTHON_LINE}; end threads and pools in its lifespan.`,
};

/** A server that stands on one of them names the other in its dependencies: the most specific one is the one that it was written with. */
const ORDER: readonly McpSdk['name'][] = [
  'fastmcp',
  'fastmcp-typescript',
  'typescript-2',
  'typescript-1',
  'python-2',
  'python-1',
];

/** The remedy for the library that was found in the image; undefined when none was. */
export function fixForSdk(sdks: readonly McpSdk[] = []): string | undefined {
  const name = ORDER.find((candidate) => sdks.some((sdk) => sdk.name === candidate));
  return name === undefined ? undefined : FIXES[name];
}
