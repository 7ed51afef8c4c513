import { defineProbe } from './define-probe.js';

export default defineProbe({
  fact: 'mcpSdks',
  title: 'Find the MCP SDK in the image',
  timeoutMs: 10_000,
  async collect({ fact }) {
    return (await fact('imageContents')).mcpSdks ?? [];
  },
});
