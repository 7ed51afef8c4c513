import type { Facts } from '../../model/facts.js';
import type { ReadDocument } from '../../model/facts/admission.js';
import type { ImageConfig } from '../../model/facts/image.js';
import type { McpSession } from '../../model/facts/mcp.js';
import type { Settings } from '../../model/facts/settings.js';
import type { Finding } from '../../model/finding.js';
import { isObject } from '../../model/mcp-protocol.js';
import { DOCKER_METADATA_LABEL, TRANSPORTS_LABEL } from '../../model/tool.js';
import { readTransportsLabel } from '../../model/transports-label.js';
import { defineCheck } from '../define-check.js';
import { initializeRepro } from '../mcp-repro.js';
import { answeredSessions } from '../mcp-sessions.js';

export default defineCheck({
  id: 'mcp/transport-as-declared',
  title: 'Image speaks the transports that are said of it',
  why: 'Clients, registries and catalogues start the image by what its labels and files say; over a transport that it does not speak they wait for an answer that never comes.',
  remedy:
    'Serve every transport that the labels, server.json, Compose files and mcp-dock.yaml name, or name only those that are served, and build the image again.',
  severity: 'error',
  references: [
    {
      title: 'MCP 2025-11-25: Transports',
      url: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports',
    },
    {
      title: 'MCP registry: server.json, transports of packages',
      url: 'https://github.com/modelcontextprotocol/registry/blob/main/docs/reference/server-json/generic-server-json.md',
    },
    {
      title: 'docker/mcp-gateway: self-describing images',
      url: 'https://github.com/docker/mcp-gateway/blob/main/docs/config-flow.md',
    },
  ],
  since: '0.2.0',
  needs: ['mcpSessions', 'settings', 'imageConfig', 'publishFiles', 'composeTransports'],
  run({ mcpSessions, settings, imageConfig, publishFiles, composeTransports }) {
    const answered = answeredSessions(mcpSessions);
    if ('notApplicable' in answered) return answered;
    const claims = [
      ...claimsOf(settings, imageConfig, publishFiles.serverJson),
      ...(settings.configured ? composeTransports.map(composeClaim) : []),
    ];
    const [first] = answered.sessions;
    return claims
      .flatMap((claim) => missing(claim, settings, mcpSessions, imageConfig))
      .map((finding) =>
        first === undefined || finding.repro !== undefined ? finding : { ...finding, repro: initializeRepro(first) },
      );
  },
});

type Transport = McpSession['transport'];

/** Somebody's word that the image has a transport. */
interface Claim {
  /** `The label io.mcp-dock.transports`, the beginning of a sentence. */
  readonly by: string;
  readonly transport: Transport;
  readonly repro?: string;
  readonly location?: Finding['location'];
}

function claimsOf(
  settings: Settings,
  { labels, reference }: ImageConfig,
  serverJson: ReadDocument | undefined,
): Claim[] {
  const inspect = (label: string) => ({
    repro: `docker image inspect --format '{{index .Config.Labels "${label}"}}' ${reference}`,
    location: { uri: reference },
  });
  const own = labels[TRANSPORTS_LABEL];
  const said = own === undefined ? undefined : readTransportsLabel(own);
  return [
    // What was asked by the label alone is told of by mcp/initialize, and so is what mcp-dock.yaml says.
    ...(['http', 'stdio'] as const).flatMap((transport): Claim[] =>
      said?.[transport] === undefined || settings.transportsFrom === 'label'
        ? []
        : [{ by: `The label ${TRANSPORTS_LABEL}`, transport, ...inspect(TRANSPORTS_LABEL) }],
    ),
    ...(labels[DOCKER_METADATA_LABEL] === undefined
      ? []
      : [
          {
            by: `The label ${DOCKER_METADATA_LABEL}, by which Docker's MCP gateway starts it,`,
            transport: 'stdio' as const,
            ...inspect(DOCKER_METADATA_LABEL),
          },
        ]),
    ...(settings.configured && serverJson !== undefined ? registryClaims(serverJson) : []),
  ];
}

/** A service that publishes the port of MCP, or one and says HTTP, is there for that; one that is started with the words for stdio for stdio. */
const composeClaim = ({ service, transport, file, line }: Facts['composeTransports'][number]): Claim => ({
  by: `The service "${service}" of ${file}`,
  transport,
  location: { uri: file, line },
});

/** `packages` of server.json that are images. */
function registryClaims({ path, document, lines }: ReadDocument): Claim[] {
  const packages = isObject(document) && Array.isArray(document['packages']) ? (document['packages'] as unknown[]) : [];
  return packages.flatMap((one, at): Claim[] => {
    if (!isObject(one) || one['registryType'] !== 'oci' || !isObject(one['transport'])) return [];
    const { type } = one['transport'];
    const transport = type === 'stdio' ? 'stdio' : type === 'streamable-http' ? 'http' : undefined;
    if (transport === undefined) return [];
    const line = lines[`packages.${at}.transport.type`] ?? lines[`packages.${at}.transport`];
    return [{ by: path, transport, location: { uri: path, ...(line === undefined ? {} : { line }) } }];
  });
}

const NAMES: Record<Transport, string> = { http: 'HTTP', stdio: 'stdio' };

/** A transport that is claimed and was asked in vain, or that nobody else declares. */
function missing(
  { by, transport, ...place }: Claim,
  settings: Settings,
  sessions: readonly McpSession[],
  { reference }: ImageConfig,
): Finding[] {
  const session = sessions.find((one) => one.transport === transport);
  if (session?.answered === true) return [];
  // A token is missing, or a value that only its user has: what it would say is not known.
  if (session?.authRequired === true || session?.wants !== undefined) return [];
  const name = NAMES[transport];
  if (session !== undefined)
    return [{ message: `${by} says that ${reference} speaks ${name}, but it does not answer over ${name}.`, ...place }];
  const { transportsFrom, transports, declared = transports } = settings;
  if (transportsFrom !== 'config' || declared[transport] !== undefined) return [];
  return [{ message: `${by} says that ${reference} speaks ${name}; mcp-dock.yaml declares no ${name}.`, ...place }];
}
