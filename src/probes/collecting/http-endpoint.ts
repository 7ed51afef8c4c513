import { headersTo } from '../../mcp/headers-to.js';
import { TOOL_NAME } from '../../model/tool.js';
import type { AskerOptions } from '../../mcp/http-rules/asker.js';
import type { ScenarioProbeContext } from '../define-probe.js';

/** Where and as whom the server is asked over HTTP. */
export function httpEndpoint({ run, target, toolVersion, signal }: ScenarioProbeContext): AskerOptions {
  const { url } = run;
  if (url === undefined) throw new Error('The run has no MCP endpoint.');
  return {
    url,
    headers: headersTo(run, target),
    client: { name: TOOL_NAME, version: toolVersion },
    secrets: target.secretValues,
    signal,
  };
}
