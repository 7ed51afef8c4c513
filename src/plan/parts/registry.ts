import type { Part } from './part.js';

/** The entry for the MCP registry. It is a template of its own; the label that belongs to it, every image has. */
export const registry: Part = {
  id: 'registry',
  title: 'the entry of the server for the MCP registry',
  requires: [],
  contribute: () => ({
    notes: [
      '`server.json` is the entry for the MCP registry: put your own names in, push the image, and ask `mcp-dock verify --target mcp-registry` before `mcp-publisher publish`.',
    ],
  }),
};
