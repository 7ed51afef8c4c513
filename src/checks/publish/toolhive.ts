import { replayFindings } from '../admission/replay-findings.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'publish/toolhive',
  title: 'ToolHive runs the server',
  why: 'ToolHive starts a server over stdio with all capabilities dropped and MCP_TRANSPORT in its environment; one that reads that variable differently, or needs a capability, never answers.',
  remedy: 'Speak MCP over stdio by default or under MCP_TRANSPORT=stdio, and need no capability.',
  severity: 'error',
  references: [
    {
      title: 'ToolHive: pkg/container/docker/client.go',
      url: 'https://github.com/stacklok/toolhive/blob/main/pkg/container/docker/client.go',
    },
    {
      title: 'ToolHive: pkg/environment/environment.go',
      url: 'https://github.com/stacklok/toolhive/blob/main/pkg/environment/environment.go',
    },
  ],
  asked: { flag: '--target', names: ['toolhive'] },
  since: '0.2.0',
  needs: ['toolhive'],
  run: ({ toolhive }) => replayFindings(toolhive, { who: 'ToolHive' }),
});
