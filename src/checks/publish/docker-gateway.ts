import type { ReadDocument } from '../../model/facts/admission.js';
import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { DOCKER_METADATA_LABEL } from '../../model/tool.js';
import { replayFindings } from '../admission/replay-findings.js';
import { defineCheck } from '../define-check.js';

export default defineCheck({
  id: 'publish/docker-gateway',
  title: "Docker's MCP gateway starts the server and lists its tools",
  why: 'The gateway runs every server over stdio with --init, no-new-privileges, one CPU and 2 GB, and a placeholder for each secret that is not set. A server that ends for want of a secret shows as `calling "initialize": EOF` and nothing else.',
  remedy:
    'Let the default command, or the arguments of `server.transports.stdio`, speak MCP over stdio; answer initialize with a revision of the handshake, and tools/list without a secret; ask for secrets when a tool is called.',
  severity: 'error',
  references: [
    {
      title: 'docker/mcp-gateway: pkg/gateway/clientpool.go',
      url: 'https://github.com/docker/mcp-gateway/blob/main/pkg/gateway/clientpool.go',
    },
    {
      title: 'docker/mcp-gateway: self-describing images',
      url: 'https://github.com/docker/mcp-gateway/blob/main/docs/config-flow.md',
    },
  ],
  asked: { flag: '--target', names: ['docker-gateway'] },
  since: '0.2.0',
  needs: ['dockerGateway', 'publishFiles', 'imageConfig'],
  run: ({ dockerGateway, publishFiles: { dockerMetadata }, imageConfig: { reference } }) => [
    ...replayFindings(dockerGateway, { who: "Docker's MCP gateway" }),
    ...(dockerMetadata === undefined ? [] : metadataFindings(dockerMetadata, reference)),
  ],
});

/** Keys that a label must not decide, for it would be the image that says how it may be run. */
const NOT_DESCRIPTIVE = ['command', 'volumes', 'secrets', 'user'];

function metadataFindings({ problem, document }: ReadDocument, reference: string): Finding[] {
  const place = {
    location: { uri: reference },
    repro: `docker image inspect --format '{{index .Config.Labels "${DOCKER_METADATA_LABEL}"}}' ${reference}`,
  };
  if (problem !== undefined)
    return [
      {
        message: `The label ${DOCKER_METADATA_LABEL} is no YAML that the gateway reads: line ${problem.line}: ${problem.message}`,
        ...place,
      },
    ];
  const described = isObject(document) ? document : {};
  const ignored = NOT_DESCRIPTIVE.filter((key) => key in described);
  return [
    ...(typeof described['name'] === 'string' && described['name'] !== ''
      ? []
      : [{ message: `The label ${DOCKER_METADATA_LABEL} has no name.`, ...place }]),
    ...(ignored.length === 0
      ? []
      : [
          {
            message: `The label ${DOCKER_METADATA_LABEL} says ${ignored.join(', ')}, which the gateway takes from no image.`,
            severity: 'warning' as const,
            ...place,
          },
        ]),
  ];
}
