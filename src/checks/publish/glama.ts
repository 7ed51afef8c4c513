import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { replayFindings } from '../admission/replay-findings.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'publish/glama',
  title: 'Glama can inspect the server',
  why: 'Glama builds the server in a sandbox, and lists it when it greets over stdio and lists its tools there, with nothing of a user’s configuration.',
  remedy: 'Answer initialize and tools/list over stdio without secrets; let `glama.json` name its `maintainers`.',
  severity: 'error',
  references: [{ title: 'How Glama indexes MCP servers', url: 'https://glama.ai/mcp/methodology' }],
  asked: { flag: '--target', names: ['glama'] },
  since: '0.2.0',
  needs: ['glama', 'publishFiles'],
  run({ glama, publishFiles: { glamaJson } }) {
    const findings: Finding[] = [...replayFindings(glama, { who: 'Glama' })];
    if (glamaJson === undefined) return findings;
    const { path, problem, document, lines } = glamaJson;
    if (problem !== undefined)
      return [...findings, { message: problem.message, location: { uri: path, line: problem.line } }];
    const maintainers = isObject(document) ? document['maintainers'] : undefined;
    const named =
      Array.isArray(maintainers) && maintainers.length > 0 && maintainers.every((one) => typeof one === 'string');
    return named
      ? findings
      : [
          ...findings,
          {
            message: 'It names no maintainers, so nobody can claim the server.',
            location: { uri: path, line: lines['maintainers'] ?? 1 },
          },
        ];
  },
});
