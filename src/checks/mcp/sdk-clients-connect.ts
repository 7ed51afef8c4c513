import { cleanText } from '../../model/clean-text.js';
import type { SdkClientOutcome } from '../../model/facts/mcp.js';
import { defineCheck } from '../define-check.js';
import { reproOf } from '../mcp-repro.js';
import { quotedList } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/sdk-clients-connect',
  title: 'The official client libraries connect and see all tools',
  why: 'Most clients are built on these libraries, so what they refuse no user of such a client can use.',
  remedy: 'Read the error of the library, which names the part of the answer that it refuses.',
  severity: 'error',
  references: [
    { title: 'MCP TypeScript SDK', url: 'https://github.com/modelcontextprotocol/typescript-sdk' },
    {
      title: 'MCP 2025-11-25: Tool',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool',
    },
  ],
  since: '0.1.0',
  needs: ['mcpHttp'],
  run({ mcpHttp }) {
    const { sdk, tools = [] } = mcpHttp;
    if (sdk === undefined || sdk.length === 0)
      return { notApplicable: 'The client libraries were not tried, since the server did not list its tools.' };
    const names = tools.map(({ name }) => name);
    return sdk.flatMap((outcome) => {
      const message = problemOf(outcome, names);
      return message === undefined ? [] : [{ message, repro: reproOf(mcpHttp, 'tools/list', {}, outcome.era) }];
    });
  },
});

function problemOf({ client, tools, error }: SdkClientOutcome, names: readonly string[]): string | undefined {
  if (tools === undefined) return `${client} cannot list the tools: ${cleanText(error ?? 'no reason given', 300)}`;
  const missing = names.filter((name) => !tools.includes(name));
  return missing.length === 0 ? undefined : `${client} leaves out ${quotedList(missing)}.`;
}
