import { defineCheck } from '../define-check.js';
import { distinct, quoted } from '../mcp-sessions.js';
import { listedTools } from './listed-tools.js';

export default defineCheck({
  id: 'tools/described',
  title: 'Tools have a description',
  why: 'The description is all that a model has to choose a tool by.',
  remedy: 'Say in one or two sentences what the tool does and when to use it.',
  severity: 'warning',
  references: [
    {
      title: 'MCP 2025-11-25: Tool',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool',
    },
  ],
  profile: 'quick',
  since: '0.1.0',
  needs: ['mcpSessions'],
  run({ mcpSessions }) {
    const listed = listedTools(mcpSessions);
    if (!('tools' in listed)) return listed;
    return distinct(
      listed.tools.flatMap((tool) => {
        const { name, description = '' } = tool;
        const words = description.trim();
        const shown = listed.shownBy(tool);
        if (words === '') return [{ message: `Tool ${quoted(name)} has no description.`, ...shown }];
        return words === name ? [{ message: `The description of ${quoted(name)} is only its name.`, ...shown }] : [];
      }),
    );
  },
});
