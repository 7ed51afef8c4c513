import { expect, it } from 'vitest';
import { mcpSdkOf } from '../../../../src/probes/image-layers/mcp-sdks.js';

it.each([
  ['/app/node_modules/@modelcontextprotocol/sdk/package.json', 'typescript-1'],
  ['/app/node_modules/@modelcontextprotocol/server/package.json', 'typescript-2'],
  ['/app/node_modules/fastmcp/package.json', 'fastmcp-typescript'],
  ['/app/.venv/lib/python3.13/site-packages/mcp-1.20.0.dist-info/METADATA', 'python-1'],
  ['/usr/lib/python3/dist-packages/mcp-2.0.1.dist-info/METADATA', 'python-2'],
  ['/app/.venv/lib/python3.13/site-packages/fastmcp-2.14.0.dist-info/METADATA', 'fastmcp'],
  ['/app/node_modules/@modelcontextprotocol/sdk/dist/package.json', undefined],
  ['/app/node_modules/mcp/package.json', undefined],
  ['/app/.venv/lib/python3.13/site-packages/mcp_tools-1.0.dist-info/METADATA', undefined],
])('tells by %s: %s', (path, name) => {
  expect(mcpSdkOf(path)?.name).toBe(name);
});
