import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { replayFindings } from '../admission/replay-findings.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'publish/smithery',
  title: 'Smithery can host the container',
  why: 'Smithery starts a container with the port in PORT, and asks at /mcp for its tools before a user has given any configuration.',
  remedy:
    'Listen on the port that PORT names, on all interfaces, and serve /mcp; answer initialize and tools/list without configuration; put a `smithery.yaml` with `runtime: container` beside the Dockerfile.',
  severity: 'error',
  references: [
    { title: 'Smithery: smithery.yaml', url: 'https://smithery.ai/docs/config/smithery.yaml' },
    { title: 'Smithery: deployments', url: 'https://smithery.ai/docs/deployment/llms.txt' },
  ],
  asked: { flag: '--target', names: ['smithery'] },
  since: '0.2.0',
  needs: ['smithery', 'publishFiles'],
  run({ smithery, publishFiles: { ofProject, smitheryYaml } }) {
    const findings: Finding[] = [...replayFindings(smithery, { who: 'Smithery' })];
    if (smitheryYaml === undefined)
      return ofProject
        ? [...findings, { message: 'There is no smithery.yaml.', location: { uri: 'smithery.yaml' } }]
        : findings;
    const { path, problem, document, lines } = smitheryYaml;
    if (problem !== undefined)
      return [...findings, { message: problem.message, location: { uri: path, line: problem.line } }];
    const runtime = isObject(document) ? document['runtime'] : undefined;
    return runtime === 'container'
      ? findings
      : [
          ...findings,
          {
            message: `runtime is ${JSON.stringify(runtime) ?? 'not set'}, so the Dockerfile is not built.`,
            location: { uri: path, line: lines['runtime'] ?? 1 },
          },
        ];
  },
});
