import { isLoopback } from '../../mcp/loopback.js';
import { TOOL_NAME } from '../../model/tool.js';
import type { AskerOptions } from '../../mcp/http-rules/asker.js';
import type { ScenarioProbeContext } from '../define-probe.js';

/** Where and as whom the server is asked over HTTP. */
export function httpEndpoint({ run, target, toolVersion }: ScenarioProbeContext): AskerOptions {
  const { url } = run;
  if (url === undefined) throw new Error('The run has no MCP endpoint.');
  // On an engine elsewhere the port is published under a name that the server need not know.
  const elsewhere = run.owned && !isLoopback(url.hostname);
  return {
    url,
    headers: elsewhere ? { ...target.headers, Host: `localhost:${url.port}` } : target.headers,
    client: { name: TOOL_NAME, version: toolVersion },
    secrets: target.secretValues,
  };
}
